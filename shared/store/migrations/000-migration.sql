-- Which files of this folder have been run.
CREATE TABLE IF NOT EXISTS migration (name String, at DateTime DEFAULT now())
ENGINE = ReplacingMergeTree ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
