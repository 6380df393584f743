-- What the aggregator writes. `version` = lease epoch * 2^40 + tick: the newest climb of a key wins, whatever came before.

-- The plan as rows: one a measure and plan. Statements join them; body = the whole Measure as JSON.
CREATE TABLE IF NOT EXISTS measure (
  plan String, tier LowCardinality(String), name String, def String, internal UInt8, position UInt32, body String, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (plan, tier, name, def)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Which plan holds from when on; the last row is the plan in force.
CREATE TABLE IF NOT EXISTS plan (at DateTime64(3, 'UTC'), plan String, warnings String, faults String, folder String)
ENGINE = ReplacingMergeTree ORDER BY at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Which shapes one side of an SLI reads. whole = 1: every message of the shape; else those with lo <= value <= hi (both in the value's unit);
-- bare = 1: messages without a value count too. Several rows of one key are disjoint intervals.
CREATE TABLE IF NOT EXISTS match (
  def LowCardinality(String), side LowCardinality(String), shape UInt64, part UInt8, stream LowCardinality(String), service LowCardinality(String),
  whole UInt8, lo Decimal(38, 9), hi Decimal(38, 9), bare UInt8
) ENGINE = ReplacingMergeTree ORDER BY (shape, def, side, part)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Slices of minutes stand in the order of time, for all that is new is read together; those of hours and days by measure, for windows and histories ask for one
-- measure over weeks and years (aggregator/resort.ts brings stores from before into this order).
-- Tier 2 per UTC minute, service and SLI: counts, value statistics, ms covered (samples), first = its minute when it holds a message.
CREATE TABLE IF NOT EXISTS sli_minute (
  t DateTime('UTC') CODEC(Delta, ZSTD(1)), def LowCardinality(String), service LowCardinality(String), messages UInt64,
  good Decimal(38, 9), total Decimal(38, 9), n UInt64, sum Decimal(38, 9), min Nullable(Decimal(38, 9)), max Nullable(Decimal(38, 9)),
  covered UInt32, first Nullable(DateTime('UTC')), version UInt64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (t, def, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS sli_hour AS sli_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS sli_day AS sli_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t, service)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Tier 3 per minute: what the value of the SLO adds up. Occurrences: good and total of the minute. Timeslices and RatioTimeslices: at the minute
-- in which a timeslice starts, whether it is good (or its ratio, 18 places, half even) and 1. All other minutes hold nothing.
CREATE TABLE IF NOT EXISTS slo_minute (
  t DateTime('UTC') CODEC(Delta, ZSTD(1)), def LowCardinality(String), good Decimal(38, 18), total Decimal(38, 18), version UInt64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (t, def)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS slo_hour AS slo_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS slo_day AS slo_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Tier 4 per minute: how many minutes (1 in sli_minute's grain) were good, bad, unknown or empty, and each child's part of the bad ones.
-- A minute without a row is in the node's default state: empty, or unknown when a sample SLI stands below it.
CREATE TABLE IF NOT EXISTS vma_minute (
  t DateTime('UTC') CODEC(Delta, ZSTD(1)), def LowCardinality(String), good UInt32, bad UInt32, unknown UInt32, empty UInt32,
  blame Map(LowCardinality(String), Decimal(38, 18)), first Nullable(DateTime('UTC')), version UInt64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (t, def)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS vma_hour AS vma_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS vma_day AS vma_minute
ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(t) ORDER BY (def, t)
SETTINGS index_granularity = 128, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Current and closed rows of tiers 2 to 7, perspectives and scorecards: the envelope of the contract as JSON in body, its figures beside it.
-- scope = the scorecard over whose period it is counted, '' for the measure's own window. closed = the row of a period that is final.
CREATE TABLE IF NOT EXISTS figure (
  plan String, tier LowCardinality(String), scope String, name String, def String, closed UInt8, period DateTime64(3, 'UTC'), at DateTime64(3, 'UTC'),
  value Nullable(Float64), status LowCardinality(String), score Nullable(Float64), body String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (plan, tier, closed, scope, name, period)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- How far the aggregator has climbed: ledger rows up to seq, the watermark then, the tick's cost. One row a tick, the greatest version counts.
CREATE TABLE IF NOT EXISTS checkpoint (
  version UInt64, seq UInt64, watermark DateTime64(3, 'UTC'), plan String, held String, ms Float64, events UInt64, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY version
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Who climbs: the holder with the greatest epoch whose term has not run out.
CREATE TABLE IF NOT EXISTS lease (epoch UInt64, holder String, until DateTime64(3, 'UTC'), at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(at) ORDER BY epoch
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
