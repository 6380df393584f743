-- What ingest writes. Every table is append-only; the four fsync settings make an acknowledged insert survive a power cut.
-- Small granules: a late event must not make the next tick read thousands of rows around it.

-- One row a delivery of an event. minute = the UTC minute of its time (its identity's minute and its slice).
-- source = CloudEvents source, else component, else ''. log = topic, 'http' or 'import'; epoch = the log's identity.
CREATE TABLE IF NOT EXISTS sie (
  minute DateTime('UTC') CODEC(Delta, ZSTD(1)), service LowCardinality(String), shape UInt64, id String, source String, component String,
  time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), value Nullable(Decimal(38, 9)), good Nullable(Decimal(38, 9)), total Nullable(Decimal(38, 9)),
  log LowCardinality(String), epoch UInt32, partition UInt32, offset UInt64 CODEC(Delta, ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMMDD(minute) ORDER BY (minute, service, shape, id, log, epoch, partition, offset)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- One row a delivery of a sample. minute = the UTC minute of its time (identity); its slice is that of time - 1 ms.
CREATE TABLE IF NOT EXISTS sample AS sie
ENGINE = ReplacingMergeTree PARTITION BY toYYYYMMDD(minute) ORDER BY (minute, service, shape, id, log, epoch, partition, offset)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Everything about a message that a `where` may ask, but its value; kind = the event's kind or the sample's sli. labels = JSON with sorted keys.
CREATE TABLE IF NOT EXISTS shape (
  shape UInt64, stream LowCardinality(String), service LowCardinality(String), kind LowCardinality(String), state LowCardinality(String),
  severity LowCardinality(String), component String, unit LowCardinality(String), labels String, at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ReplacingMergeTree ORDER BY (service, shape)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- A message that could not be taken: code, reason, where it came from, its first 2 KiB.
CREATE TABLE IF NOT EXISTS refused (
  at DateTime64(3, 'UTC'), code LowCardinality(String), message String, log LowCardinality(String), epoch UInt32, partition UInt32, offset UInt64, entry UInt32, payload String
) ENGINE = ReplacingMergeTree ORDER BY (log, epoch, partition, offset, entry)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- A message older than retention: kept and counted, not climbed.
CREATE TABLE IF NOT EXISTS late (
  stream LowCardinality(String), time DateTime64(3, 'UTC'), service LowCardinality(String), id String, source String,
  log LowCardinality(String), epoch UInt32, partition UInt32, offset UInt64, payload String
) ENGINE = ReplacingMergeTree ORDER BY (log, epoch, partition, offset, service, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Offsets that the log no longer had when we came for them: [first, last].
CREATE TABLE IF NOT EXISTS gap (log LowCardinality(String), epoch UInt32, partition UInt32, first UInt64, last UInt64, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY (log, epoch, partition, first)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- The commit record: written after its raw, shape, refused and late rows are durable. Covers offsets [first, last] of one partition.
-- seq grows with every row of this store (milliseconds at the writer, then a counter): the aggregator reads rows past its checkpoint.
-- events and samples = touched (identity minute, service) pairs; newest = newest event time in the batch (epoch when none);
-- clock = the ingest clock when it was written; wall = whether it speaks for the watermark (imports do not).
CREATE TABLE IF NOT EXISTS ledger (
  seq UInt64, log LowCardinality(String), epoch UInt32, partition UInt32, first UInt64, last UInt64,
  ok UInt32, refused UInt32, late UInt32, holes UInt32, events Array(Tuple(DateTime('UTC'), String)), samples Array(Tuple(DateTime('UTC'), String)),
  newest DateTime64(3, 'UTC'), clock DateTime64(3, 'UTC'), end UInt64, speaks UInt8, hash UInt64, writer String, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (seq, log, epoch, partition, first)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
;

-- The pulse of every partition, one row each, about once a second: how far it is, what the log holds, the ingest clock. A caught-up partition
-- (next >= end) follows the clock; http has next = end = 0. The aggregator reads it before the ledger, so what the pulse covers is in the ledger.
CREATE TABLE IF NOT EXISTS pulse (
  log LowCardinality(String), epoch UInt32, partition UInt32, next UInt64, end UInt64, newest DateTime64(3, 'UTC'), clock DateTime64(3, 'UTC'),
  accepted UInt64, refused UInt64, late UInt64, writer String, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(at) ORDER BY (log, epoch, partition, writer)
SETTINGS index_granularity = 256
