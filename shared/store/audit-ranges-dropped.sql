-- How many offsets of single ranges of the ledger were stored on days whose raw is dropped, each once. ranges = (number, log, epoch, partition, first, last) as JSON.
SELECT number, sum(greatest(toInt64(0), least(d.last, g.last) - greatest(d.begin, g.first) + 1)) AS stored
FROM (
    -- each offset in one piece
    SELECT log, epoch, partition, greatest(first, ifNull(max(CAST(last, 'Nullable(Int64)')) OVER (PARTITION BY log, epoch, partition ORDER BY first, last DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) + 1) AS begin, last
    FROM (
        SELECT toString(log) AS log, epoch, partition, toInt64(first) AS first, toInt64(last) AS last FROM dropped FINAL
        UNION ALL
        SELECT log, epoch, partition, toInt64(offset), toInt64(offset) FROM coordinate WHERE what = 'stored' AND day IN (SELECT day FROM sealed FINAL WHERE state > 0)
    )
) AS d
INNER JOIN (
    SELECT e.1 AS number, e.2 AS log, e.3 AS epoch, e.4 AS partition, toInt64(e.5) AS first, toInt64(e.6) AS last
    FROM (SELECT arrayJoin(JSONExtract({ranges:String}, 'Array(Tuple(UInt32, String, UInt32, UInt32, UInt64, UInt64))')) AS e)
) AS g ON g.log = d.log AND g.epoch = d.epoch AND g.partition = d.partition
WHERE d.begin <= d.last AND d.begin <= g.last AND d.last >= g.first
GROUP BY number
