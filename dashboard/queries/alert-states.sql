-- How many rules of the plan in force stand in each state, with Kafka partitions that lost something (`rules`: without them), and of how many SLOs and of how many other measures (TIER/NAME) all of its rules are; those that nothing has happened to yet are inactive.
WITH
    r AS (SELECT slo, rule FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan)),
    a AS (SELECT slo, rule, argMax(state, version) AS last FROM alert FINAL GROUP BY slo, rule)
SELECT s.state AS state, count() AS n, sum(s.planned) AS rules, (SELECT uniqExactIf(slo, position(slo, '/') = 0) FROM r) AS slos, (SELECT uniqExactIf(slo, position(slo, '/') > 0) FROM r) AS others
FROM (
    SELECT if(a.last = '', 'inactive', a.last) AS state, 1 AS planned FROM r LEFT JOIN a ON a.slo = r.slo AND a.rule = r.rule
    UNION ALL
    SELECT last AS state, 0 AS planned FROM a WHERE startsWith(slo, 'partition/')
) AS s
GROUP BY state
