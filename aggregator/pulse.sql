-- The pulse of every partition of the newest epoch that has beaten since `since`, as its last writer told it: caught up (next >= end) or not, its
-- newest event, the ingest clock.
SELECT log, partition, argMax(next, at) AS next, argMax(end, at) AS end, toUnixTimestamp64Milli(argMax(newest, at)) AS newest, toUnixTimestamp64Milli(argMax(clock, at)) AS clock
FROM pulse FINAL
WHERE at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log)
GROUP BY log, partition
