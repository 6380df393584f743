-- How every writer stands, one row a partition, as it told it last: caught up (next >= end) or not, its newest event, the ingest clock; the number up to
-- which its ledger rows can be seen (seq), and whether it has ended (gone). current = 0: of an older epoch of the log, which no longer counts for the watermark.
SELECT writer, log, partition, next, end, toUnixTimestamp64Milli(newest) AS newest, toUnixTimestamp64Milli(clock) AS clock, seq, gone, toUnixTimestamp64Milli(at) AS at,
    (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log) AS current
FROM pulse FINAL
WHERE (writer, seq) NOT IN (SELECT writer, told FROM retired FINAL)
