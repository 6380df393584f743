-- Raw behind the retention floor is dropped a UTC day at a time; slices, evidence, refused, late and the ledger stay.

-- Days that take no more messages, for their raw goes or is gone. state: 0 = sealed, raw is still there, 1 = it is being dropped, 2 = it is dropped.
CREATE TABLE IF NOT EXISTS sealed (day Date, state UInt8, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(state) ORDER BY day
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Offsets of the rows that were dropped, [first, last] without a hole, so that the books still balance. after = 1: they came when the day was dropped
-- already, so no slice counts them. Ranges may overlap.
CREATE TABLE IF NOT EXISTS dropped (
  log LowCardinality(String), epoch UInt32, partition UInt32, first UInt64 CODEC(Delta, ZSTD(1)), last UInt64 CODEC(Delta, ZSTD(1)), day Date, after UInt8
) ENGINE = ReplacingMergeTree ORDER BY (log, epoch, partition, first, last, day)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- day = the one that raw rows are dropped with; 1970-01-01 where nothing is.
CREATE OR REPLACE VIEW coordinate AS
SELECT 'stored' AS what, toString(log) AS log, epoch, partition, offset, toDate(minute) AS day FROM sie
UNION ALL SELECT 'stored', toString(log), epoch, partition, offset, toDate(minute) FROM sample
UNION ALL SELECT 'refused', toString(log), epoch, partition, offset, toDate('1970-01-01') FROM refused
UNION ALL SELECT 'late', toString(log), epoch, partition, offset, toDate('1970-01-01') FROM late
