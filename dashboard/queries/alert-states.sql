-- How many rules of the plan in force stand in each state; those that nothing has happened to yet are inactive.
SELECT if(a.last = '', 'inactive', a.last) AS state, count() AS n
FROM (SELECT slo, rule FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan)) AS r
LEFT JOIN (SELECT slo, rule, argMax(state, version) AS last FROM alert FINAL GROUP BY slo, rule) AS a ON a.slo = r.slo AND a.rule = r.rule
GROUP BY state
