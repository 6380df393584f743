-- How many offsets of each partition, up to the end of the ledger's ranges, were stored on days whose raw is dropped, each once; strayed = those that came when
-- it was dropped already. What still stands there counts like what is gone. ends = (log, epoch, partition, last) as JSON.
SELECT log, epoch, partition, sumIf(fresh, of = 1) AS stored, stored - sumIf(fresh, of = 0) AS strayed
FROM (
    SELECT of, log, epoch, partition, greatest(toInt64(0), least(last, most) - greatest(first, ifNull(max(CAST(last, 'Nullable(Int64)')) OVER (PARTITION BY of, log, epoch, partition ORDER BY first, last DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) + 1) + 1) AS fresh
    FROM (
        SELECT arrayJoin(if(after = 1, [1], [0, 1])) AS of, log, epoch, partition, toInt64(first) AS first, toInt64(last) AS last
        FROM (
            SELECT toString(log) AS log, epoch, partition, first, last, after FROM dropped FINAL
            UNION ALL
            SELECT log, epoch, partition, offset, offset, 1 FROM coordinate WHERE what = 'stored' AND day IN (SELECT day FROM sealed FINAL WHERE state > 0)
        )
    ) AS d
    INNER JOIN (
        SELECT e.1 AS log, e.2 AS epoch, e.3 AS partition, toInt64(e.4) AS most
        FROM (SELECT arrayJoin(JSONExtract({ends:String}, 'Array(Tuple(String, UInt32, UInt32, UInt64))')) AS e)
    ) AS ends USING (log, epoch, partition)
)
GROUP BY log, epoch, partition
