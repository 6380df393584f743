-- Where the rules of the plan in force, and Kafka partitions that lost something (planned = ''), stood at `until` (ms): the last transition of each before it, of those in one of `states` (JSON list), and the rule as that plan has it; slo '' = every SLO's. Pages first, then what has stood longest.
SELECT a.slo AS slo, a.rule AS rule, a.state AS state, toUnixTimestamp64Milli(a.since) AS since, a.body AS body, r.body AS planned
FROM alert AS a FINAL
LEFT JOIN (SELECT slo, rule, body FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan)) AS r ON r.slo = a.slo AND r.rule = a.rule
WHERE (r.body != '' OR startsWith(a.slo, 'partition/')) AND ({slo:String} = '' OR a.slo = {slo:String}) AND has(JSONExtract({states:String}, 'Array(String)'), a.state)
  AND (a.slo, a.rule, a.version) IN (SELECT slo, rule, max(version) FROM alert AS b WHERE ({slo:String} = '' OR b.slo = {slo:String}) AND b.since <= fromUnixTimestamp64Milli({until:Int64}) GROUP BY slo, rule)
ORDER BY JSONExtractString(r.body, 'severity') = 'page' DESC, a.since, a.slo, a.rule
LIMIT {limit:UInt32}
