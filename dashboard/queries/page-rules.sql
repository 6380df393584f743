-- Rules of the plan in force that nothing had happened to at `until` (ms), in the order of the plan; slo '' = every SLO's.
SELECT r.body AS body
FROM (SELECT slo, rule, position, body FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan) AND ({slo:String} = '' OR slo = {slo:String})) AS r
WHERE (r.slo, r.rule) NOT IN (SELECT slo, rule FROM alert AS b WHERE b.since <= fromUnixTimestamp64Milli({until:Int64}))
ORDER BY r.position
