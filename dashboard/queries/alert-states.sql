-- How many rules of the plan in force stand in each state, and of how many SLOs and of how many other measures (TIER/NAME) all of its rules are; those that nothing has happened to yet are inactive.
WITH r AS (SELECT slo, rule FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan))
SELECT if(a.last = '', 'inactive', a.last) AS state, count() AS n, (SELECT uniqExactIf(slo, position(slo, '/') = 0) FROM r) AS slos, (SELECT uniqExactIf(slo, position(slo, '/') > 0) FROM r) AS others
FROM r
LEFT JOIN (SELECT slo, rule, argMax(state, version) AS last FROM alert FINAL GROUP BY slo, rule) AS a ON a.slo = r.slo AND a.rule = r.rule
GROUP BY state
