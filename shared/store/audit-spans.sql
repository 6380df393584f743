-- What really stands in some spans of offsets; spans = (log, epoch, partition, first, last) as JSON.
WITH JSONExtract({spans:String}, 'Array(Tuple(String, UInt32, UInt32, UInt64, UInt64))') AS spans
SELECT s.1 AS log, s.2 AS epoch, s.3 AS partition, s.4 AS first,
    uniqExactIf(r.offset, r.what = 'stored') AS stored, uniqExactIf(r.offset, r.what = 'refused') AS refused, uniqExactIf(r.offset, r.what = 'late') AS late
FROM (
    SELECT 'stored' AS what, toString(log) AS log, epoch, partition, offset FROM sie
    UNION ALL SELECT 'stored', toString(log), epoch, partition, offset FROM sample
    UNION ALL SELECT 'refused', toString(log), epoch, partition, offset FROM refused
    UNION ALL SELECT 'late', toString(log), epoch, partition, offset FROM late
) AS r
ARRAY JOIN spans AS s
WHERE r.log = s.1 AND r.epoch = s.2 AND r.partition = s.3 AND r.offset BETWEEN s.4 AND s.5
GROUP BY log, epoch, partition, first
