-- The messages that SLIs of state, tickets and counters read, each identity once, as the least of its copies (MEASURES 8 Identity): they are folded in
-- order of time, and what they were folded from must outlive raw. key = the component, ticket or series they belong to; minute = that of their identity.
-- gone = 1: a lesser copy has taken this one's place.
CREATE TABLE IF NOT EXISTS evidence (
  def LowCardinality(String), key String, time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), service LowCardinality(String), source String, id String, minute DateTime('UTC') CODEC(Delta, ZSTD(1)),
  state LowCardinality(String), good Nullable(Decimal(38, 9)), total Nullable(Decimal(38, 9)), gone UInt8, version UInt64,
  INDEX by_minute minute TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(minute) ORDER BY (def, key, time, service, source, id)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
