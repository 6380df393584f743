-- How every writer stands, one row a writer, log, epoch and partition, as it told it last: caught up (next >= end) or not, its newest event, the ingest clock; the number up
-- to which its ledger rows can be seen (seq), and whether it has ended (gone). The last that retired writers told is left out; retired = 0: no writer ever was, so none
-- is looked for. Older epochs are left out by who reads it (writers.ts).
SELECT writer, log, epoch, partition, next, end, toUnixTimestamp64Milli(newest) AS newest, toUnixTimestamp64Milli(clock) AS clock, seq, gone, toUnixTimestamp64Milli(at) AS at
FROM pulse FINAL
WHERE {retired:UInt8} = 0 OR (writer, seq) NOT IN (SELECT writer, told FROM retired FINAL)
