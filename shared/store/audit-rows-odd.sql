-- Rows that do not go together: raw of shapes that nobody wrote down; offsets under which several messages stand, in logs whose offsets belong to Kafka and in those
-- that are counted here (where a crash leaves some); turns of alerts and revisions of closed periods with others missing before them; measures of the plan in force
-- (a plan may have none: then nothing was ever climbed).
SELECT 'shape' AS what, count() AS n FROM (SELECT DISTINCT shape FROM (SELECT shape FROM sie UNION ALL SELECT shape FROM sample)) WHERE shape NOT IN (SELECT shape FROM shape)
UNION ALL
SELECT if(log IN ('http', 'import'), 'recounted', 'doubled'), count() FROM (
    SELECT log, epoch, partition, offset FROM (
        SELECT toString(log) AS log, epoch, partition, offset, minute, service, source, id, shape FROM sie UNION ALL SELECT toString(log), epoch, partition, offset, minute, service, source, id, shape FROM sample
    ) GROUP BY log, epoch, partition, offset HAVING uniqExact(minute, service, source, id, shape) > 1
) GROUP BY 1
UNION ALL
SELECT 'alert', count() FROM (SELECT slo, rule FROM alert GROUP BY slo, rule HAVING uniqExact(seq) != max(seq) - min(seq) + 1 OR min(seq) > 1)
UNION ALL
SELECT 'closed', count() FROM (SELECT end, tier, scope, name, start FROM closed GROUP BY end, tier, scope, name, start HAVING uniqExact(revision) != max(revision))
UNION ALL
SELECT 'measure', toUInt64((SELECT count() FROM checkpoint) > 0 AND (SELECT argMax(plan, version) FROM checkpoint) != 'none' AND (SELECT count() FROM sli_day) > 0
    AND (SELECT count() FROM measure WHERE plan = (SELECT argMax(plan, version) FROM checkpoint)) = 0)
