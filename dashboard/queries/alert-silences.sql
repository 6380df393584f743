-- What was entered to silence alerts, the newest first; holds = nothing newer was entered for the same rule ('' = all rules) of the measure. until in ms, 0 = it ends one.
SELECT id, at, who, slo, rule, until, text, holds
FROM (
    SELECT id, toUnixTimestamp64Milli(entry.at) AS at, who, JSONExtractString(body, 'slo') AS slo, JSONExtractString(body, 'rule') AS rule, JSONExtractInt(body, 'until') AS until, JSONExtractString(body, 'text') AS text,
        (entry.at, id) = max((entry.at, id)) OVER (PARTITION BY slo, rule) AS holds
    FROM entry FINAL WHERE kind = 'silence'
)
WHERE until > {after:Int64}
ORDER BY at DESC, id DESC
LIMIT {limit:UInt32} OFFSET {from:UInt32}
