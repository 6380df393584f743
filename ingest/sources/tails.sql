-- The last message of every partition of one topic that the ledger knows by its content (hash 0: none), and where the partition's clock stood when it last beat.
SELECT t.partition AS partition, max(t.tail) AS tail, max(t.hash) AS hash, max(t.clock) AS clock
FROM (
    SELECT partition, argMax(l.tail, l.last) AS tail, argMax(l.hash, l.last) AS hash, toInt64(0) AS clock
    FROM ledger AS l WHERE l.log = {log:String} AND l.epoch = {epoch:UInt32} AND l.hash != 0 GROUP BY partition
    UNION ALL
    SELECT partition, 0, 0, toUnixTimestamp64Milli(argMax(p.clock, p.at))
    FROM pulse AS p FINAL WHERE log = {log:String} AND epoch = {epoch:UInt32} GROUP BY partition
) AS t
GROUP BY partition
