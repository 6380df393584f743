-- How far the ledger was seen to cover a partition without a hole: who looks again begins there. A hint: when no row of the ledger ends there any more, all of it is looked through.
CREATE TABLE IF NOT EXISTS resume (log LowCardinality(String), epoch UInt32, partition UInt32, next UInt64, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(at) ORDER BY (log, epoch, partition)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
