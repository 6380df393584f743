-- Whether a plan's notification targets can be told, as whoever delivers found out when the plan took effect or it started: fault = why not, '' when nothing speaks against it.
CREATE TABLE IF NOT EXISTS target (plan String, name String, channel LowCardinality(String), fault String, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(at) ORDER BY (plan, name)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
