-- The pulse of every partition of the newest epoch, as its last writer told it: caught up (next >= end) or not, its newest event, the ingest clock.
SELECT log, partition, argMax(next, at) AS next, argMax(end, at) AS end, toUnixTimestamp64Milli(argMax(newest, at)) AS newest, toUnixTimestamp64Milli(argMax(clock, at)) AS clock
FROM pulse FINAL
WHERE (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log)
GROUP BY log, partition
