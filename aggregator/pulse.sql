-- How every writer stands, one row a partition, as it told it last: caught up (next >= end) or not, its newest event, the ingest clock; the number up to
-- which its ledger rows can be seen (seq), and whether it has ended (gone). What writers told that were retired is left out; retired = 0: none ever was, and none is looked for.
SELECT writer, log, epoch, partition, next, end, toUnixTimestamp64Milli(newest) AS newest, toUnixTimestamp64Milli(clock) AS clock, seq, gone, toUnixTimestamp64Milli(at) AS at
FROM pulse FINAL
WHERE {retired:UInt8} = 0 OR (writer, seq) NOT IN (SELECT writer, told FROM retired FINAL)
