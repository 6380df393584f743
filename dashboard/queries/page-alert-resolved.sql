-- Incidents that are over, the last to end first; n = how many there are in all.
SELECT a.slo AS slo, a.rule AS rule, a.state AS state, toUnixTimestamp64Milli(a.since) AS since, a.body AS body, count() OVER () AS n
FROM alert AS a FINAL WHERE a.state = 'resolved'
ORDER BY a.since DESC, a.slo, a.rule
LIMIT {limit:UInt32}
