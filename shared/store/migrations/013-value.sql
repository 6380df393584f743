-- What quantiles, the newest value and NPS are made of, per UTC minute, service and SLI; only for SLIs that a KPT asks one of these of, so that
-- the slices of all others stay narrow. sketch = how many values per bucket of a DDSketch with relative error 0.005: g = 1.005 / 0.995,
-- bucket 10000 + ceil(log(value) / log(g)), its negative for a negative value, 0 for zero. Counts add up exactly, whatever the order.
-- promoters = values from 9 to 10, detractors = values from 0 to 6; last = the value of the newest message, by (time, id).
CREATE TABLE IF NOT EXISTS value_minute (
  t DateTime('UTC') CODEC(Delta, ZSTD(1)), def LowCardinality(String), service LowCardinality(String), n UInt64, sketch Map(Int32, UInt64), promoters UInt64, detractors UInt64,
  last Decimal(38, 9), last_time DateTime64(3, 'UTC'), last_id String, version UInt64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (t, def, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS value_hour AS value_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS value_day AS value_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
