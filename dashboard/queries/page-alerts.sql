-- Where alerts stand: the last transition of each rule of each SLO, of those in one of `states` (JSON list); slo '' = every SLO's. Newest change first.
SELECT a.slo AS slo, a.rule AS rule, a.state AS state, toUnixTimestamp64Milli(a.since) AS since, a.body AS body
FROM alert AS a FINAL
WHERE ({slo:String} = '' OR a.slo = {slo:String}) AND has(JSONExtract({states:String}, 'Array(String)'), a.state)
  AND (a.slo, a.rule, a.version) IN (SELECT slo, rule, max(version) FROM alert WHERE {slo:String} = '' OR slo = {slo:String} GROUP BY slo, rule)
ORDER BY a.since DESC, a.slo, a.rule
LIMIT {limit:UInt32}
