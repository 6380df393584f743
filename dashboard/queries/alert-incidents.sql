-- Every incident as it stands, and what each rule was before its first one (incident 0); seq tells which of a rule's incidents is the latest. Newest first.
SELECT slo, rule, incident, argMax(state, seq) AS state, argMax(body, seq) AS body, max(seq) AS last
FROM alert FINAL
GROUP BY slo, rule, incident
ORDER BY max(since) DESC, slo, rule, incident DESC
LIMIT 10000
