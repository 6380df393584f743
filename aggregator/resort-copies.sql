-- Empty copies of the tables of hours and days, by measure (no parameter may name what a table is made like).
CREATE TABLE sli_hour_by_def AS sli_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE sli_day_by_def AS sli_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE value_hour_by_def AS value_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE value_day_by_def AS value_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE slo_hour_by_def AS slo_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE slo_day_by_def AS slo_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE vma_hour_by_def AS vma_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
CREATE TABLE vma_day_by_def AS vma_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
