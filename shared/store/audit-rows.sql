-- What really stands in the tables, by partition: distinct coordinates of raw, refused and late rows.
SELECT log, epoch, partition, sum(stored) AS stored, sum(refused) AS refused, sum(late) AS late
FROM (
    SELECT log, epoch, partition, uniqExact(offset) AS stored, 0 AS refused, 0 AS late FROM sie GROUP BY log, epoch, partition
    UNION ALL SELECT log, epoch, partition, uniqExact(offset), 0, 0 FROM sample GROUP BY log, epoch, partition
    UNION ALL SELECT log, epoch, partition, 0, uniqExact(offset), 0 FROM refused GROUP BY log, epoch, partition
    UNION ALL SELECT log, epoch, partition, 0, 0, uniqExact(offset) FROM late GROUP BY log, epoch, partition
)
GROUP BY log, epoch, partition
