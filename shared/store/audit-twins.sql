-- Identities whose copies differ, and ids that came again under another minute.
SELECT sum(differing) AS conflicts, sum(again) AS resent
FROM (
    SELECT countIf(copies > 1) AS differing, 0 AS again
    FROM (SELECT uniqExact(toString((shape, value, good, total, time))) AS copies FROM sie GROUP BY minute, service, source, id_key UNION ALL SELECT uniqExact(toString((shape, value, good, total, time))) FROM sample GROUP BY minute, service, source, id_key)
    UNION ALL
    SELECT 0, countIf(minutes > 1) FROM (SELECT uniqExact(minute) AS minutes FROM sie GROUP BY service, source, id_key UNION ALL SELECT uniqExact(minute) FROM sample GROUP BY service, source, id_key)
)
