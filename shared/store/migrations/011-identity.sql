-- Which store this is: a random name, written once by the first to climb it. It goes into the key of every incident, so that no other store, nor this one after
-- it was emptied, tells of another incident under the same key. Of two that were written at once that of the greater epoch of the lease counts.
CREATE TABLE IF NOT EXISTS identity (epoch UInt64, id String, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY epoch
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
