-- Rows of closed periods, as they were reported: "start" to "end" of a measure under a scorecard (scope, '' = its own window or period), whatever plan came after.
-- revision 1 = as it was closed; each later one was restated, by late data or by a person. body = the row of the contract as JSON, plan = the plan it was judged by.
CREATE TABLE IF NOT EXISTS closed (
  end DateTime64(3, 'UTC'), tier LowCardinality(String), scope String, name String, start DateTime64(3, 'UTC'), revision UInt32, plan String, body String, at DateTime64(3, 'UTC'), version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (end, tier, scope, name, start, revision)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- What was closed before: of several plans the one that closed it first.
INSERT INTO closed (end, tier, scope, name, start, revision, plan, body, at, version)
SELECT parseDateTime64BestEffort(JSONExtractString(f.body, 'window', 'to'), 3, 'UTC') AS end, f.tier, f.scope, f.name, f.period AS start, 1 AS revision, f.plan, f.body, f.at, f.version
FROM figure AS f FINAL
WHERE f.closed = 1 AND JSONExtractString(f.body, 'window', 'to') != ''
ORDER BY f.version
LIMIT 1 BY f.tier, f.scope, f.name, f.period;

-- closed = the instant that periods were last closed for; owing = the first version of climbs that were not yet held against closed periods, 0 = none.
ALTER TABLE checkpoint ADD COLUMN IF NOT EXISTS closed DateTime64(3, 'UTC'), ADD COLUMN IF NOT EXISTS owing UInt64
