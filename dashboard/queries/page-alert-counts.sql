-- How many rules stand in each state, and of how many SLOs.
SELECT state, count() AS n, uniqExact(slo) AS slos FROM alert FINAL
WHERE (slo, rule, seq) IN (SELECT slo, rule, max(seq) FROM alert GROUP BY slo, rule)
GROUP BY state
