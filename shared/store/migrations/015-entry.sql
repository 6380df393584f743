-- What a person enters or asks for, append-only: who, when, what. Written by the dashboard. body = JSON, by kind. backfill and whatif are work for the aggregator.
CREATE TABLE IF NOT EXISTS entry (kind LowCardinality(String), at DateTime64(3, 'UTC'), id String, who String, body String)
ENGINE = ReplacingMergeTree ORDER BY (kind, at, id)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- How far the aggregator is with such work: state = running, done or failed; share = how much of it, 0 to 1; begun = how often it was begun;
-- message = what it does, or why it failed; body = its answer as JSON. The greatest version counts.
CREATE TABLE IF NOT EXISTS reply (id String, state LowCardinality(String), share Float64, begun UInt8, message String, body String, at DateTime64(3, 'UTC'), version UInt64)
ENGINE = ReplacingMergeTree(version) ORDER BY id
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
