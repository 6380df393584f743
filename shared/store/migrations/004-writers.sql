-- Several ingest processes on one store, and aggregators that stand by.

-- seq = no ledger row of this writer that cannot be seen yet has a number up to this; 0 = it has just enrolled and does not know its numbers yet.
-- gone = 1: it has ended in order, nothing of it will ever come.
ALTER TABLE pulse ADD COLUMN IF NOT EXISTS seq UInt64, ADD COLUMN IF NOT EXISTS gone UInt8;

-- seq = every ledger row up to it is climbed, whoever wrote it; marks = how far the rows of single writers past it are.
ALTER TABLE checkpoint ADD COLUMN IF NOT EXISTS marks Map(String, UInt64);

-- Writers whose rows the aggregator no longer waits for: climbed up to seq, and the last they told was told. One that speaks again is read from seq on.
CREATE TABLE IF NOT EXISTS retired (writer String, seq UInt64, told UInt64, at DateTime64(3, 'UTC'), version UInt64)
ENGINE = ReplacingMergeTree(version) ORDER BY writer
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Who has asked for which epoch of the lease: it is taken only by one who asked alone, so that no two holders ever write the same versions.
CREATE TABLE IF NOT EXISTS claim (epoch UInt64, holder String, at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY (epoch, holder)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
