-- Tables of hours and days that still stand in the order of time, from before they stood by measure: copied, and the copy takes the name. Six statements a table, in this
-- order: what was left by one that was cut short, the copy, its rows, the names exchanged at once, the rows of the old table again (the newest of each counts, so all of
-- them may be), the old table. Rows go a partition at a time: a statement may touch a hundred of them, and must end within its time.
DROP TABLE IF EXISTS sli_hour_by_def SYNC;
CREATE TABLE sli_hour_by_def AS sli_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO sli_hour_by_def SELECT * FROM sli_hour WHERE _partition_id = {partition:String};
EXCHANGE TABLES sli_hour AND sli_hour_by_def;
INSERT INTO sli_hour SELECT * FROM sli_hour_by_def WHERE _partition_id = {partition:String};
DROP TABLE sli_hour_by_def SYNC;
DROP TABLE IF EXISTS sli_day_by_def SYNC;
CREATE TABLE sli_day_by_def AS sli_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO sli_day_by_def SELECT * FROM sli_day WHERE _partition_id = {partition:String};
EXCHANGE TABLES sli_day AND sli_day_by_def;
INSERT INTO sli_day SELECT * FROM sli_day_by_def WHERE _partition_id = {partition:String};
DROP TABLE sli_day_by_def SYNC;
DROP TABLE IF EXISTS value_hour_by_def SYNC;
CREATE TABLE value_hour_by_def AS value_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO value_hour_by_def SELECT * FROM value_hour WHERE _partition_id = {partition:String};
EXCHANGE TABLES value_hour AND value_hour_by_def;
INSERT INTO value_hour SELECT * FROM value_hour_by_def WHERE _partition_id = {partition:String};
DROP TABLE value_hour_by_def SYNC;
DROP TABLE IF EXISTS value_day_by_def SYNC;
CREATE TABLE value_day_by_def AS value_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO value_day_by_def SELECT * FROM value_day WHERE _partition_id = {partition:String};
EXCHANGE TABLES value_day AND value_day_by_def;
INSERT INTO value_day SELECT * FROM value_day_by_def WHERE _partition_id = {partition:String};
DROP TABLE value_day_by_def SYNC;
DROP TABLE IF EXISTS slo_hour_by_def SYNC;
CREATE TABLE slo_hour_by_def AS slo_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO slo_hour_by_def SELECT * FROM slo_hour WHERE _partition_id = {partition:String};
EXCHANGE TABLES slo_hour AND slo_hour_by_def;
INSERT INTO slo_hour SELECT * FROM slo_hour_by_def WHERE _partition_id = {partition:String};
DROP TABLE slo_hour_by_def SYNC;
DROP TABLE IF EXISTS slo_day_by_def SYNC;
CREATE TABLE slo_day_by_def AS slo_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO slo_day_by_def SELECT * FROM slo_day WHERE _partition_id = {partition:String};
EXCHANGE TABLES slo_day AND slo_day_by_def;
INSERT INTO slo_day SELECT * FROM slo_day_by_def WHERE _partition_id = {partition:String};
DROP TABLE slo_day_by_def SYNC;
DROP TABLE IF EXISTS vma_hour_by_def SYNC;
CREATE TABLE vma_hour_by_def AS vma_hour ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO vma_hour_by_def SELECT * FROM vma_hour WHERE _partition_id = {partition:String};
EXCHANGE TABLES vma_hour AND vma_hour_by_def;
INSERT INTO vma_hour SELECT * FROM vma_hour_by_def WHERE _partition_id = {partition:String};
DROP TABLE vma_hour_by_def SYNC;
DROP TABLE IF EXISTS vma_day_by_def SYNC;
CREATE TABLE vma_day_by_def AS vma_day ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
INSERT INTO vma_day_by_def SELECT * FROM vma_day WHERE _partition_id = {partition:String};
EXCHANGE TABLES vma_day AND vma_day_by_def;
INSERT INTO vma_day SELECT * FROM vma_day_by_def WHERE _partition_id = {partition:String};
DROP TABLE vma_day_by_def SYNC;
