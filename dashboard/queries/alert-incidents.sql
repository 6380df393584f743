-- Every incident as it stands, and what each rule was before its first one (incident 0); the greatest version tells which of a rule's incidents is the latest. What is not over comes first, then the newest.
SELECT slo, rule, incident, argMax(state, version) AS state, argMax(body, version) AS body, toString(max(version)) AS last
FROM alert FINAL
GROUP BY slo, rule, incident
ORDER BY state IN ('firing', 'blind', 'pending') DESC, max(since) DESC, slo, rule, incident DESC
LIMIT 5000
