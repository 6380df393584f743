-- Every rule of the plan in force with where it stands (state '' = nothing has happened to it yet), those that fire first, then in the order of the plan; n = how many there are in all. Those with `q` in their name, severity, targets or state, and those of the measures in `keys` (JSON list); q '' = all.
SELECT r.body AS body, a.last AS state, a.turned AS since, count() OVER () AS n
FROM (SELECT slo, rule, position, body FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan)) AS r
LEFT JOIN (SELECT slo, rule, toString(argMax(state, version)) AS last, toUnixTimestamp64Milli(argMax(since, version)) AS turned FROM alert FINAL GROUP BY slo, rule) AS a ON a.slo = r.slo AND a.rule = r.rule
WHERE {q:String} = '' OR has(JSONExtract({keys:String}, 'Array(String)'), r.slo)
  OR positionCaseInsensitiveUTF8(concat(r.rule, ' ', JSONExtractString(r.body, 'severity'), ' ', JSONExtractRaw(r.body, 'targets'), ' ', if(a.last IN ('', 'inactive'), 'quiet', a.last)), {q:String}) > 0
ORDER BY indexOf(['firing', 'blind', 'pending', 'resolved'], a.last) = 0, indexOf(['firing', 'blind', 'pending', 'resolved'], a.last), r.position
LIMIT {limit:UInt32}
