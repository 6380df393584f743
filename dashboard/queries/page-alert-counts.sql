-- How many rules stand in each state, and of how many SLOs; rules of the plan in force that nothing has happened to yet are inactive.
SELECT state, count() AS n, uniqExact(slo) AS slos
FROM (
    SELECT slo, rule, state FROM alert FINAL WHERE (slo, rule, version) IN (SELECT slo, rule, max(version) FROM alert GROUP BY slo, rule)
    UNION ALL
    SELECT slo, rule, 'inactive' FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan) AND (slo, rule) NOT IN (SELECT slo, rule FROM alert)
)
GROUP BY state
