-- Alerts, their notifications and every attempt to deliver one. Written by the aggregator.

-- The alert rules of a plan, one row a rule of an SLO; body = the whole Rule as JSON.
CREATE TABLE rule (
  plan String, slo String, rule String, position UInt32, body String, at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (plan, slo, rule)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- One row a transition: rule and slo name the state machine, incident counts its incidents from 1, seq its transitions. The row with the greatest seq is
-- where it stands. key = the incident's stable key. since = event time of the transition, at = the instant judged for; body = the Alert
-- (shared/tiers/alert.ts) as JSON, without deliveries; memory = what the state machine remembers, as JSON.
CREATE TABLE alert (
  slo String, rule String, seq UInt32, incident UInt32, key String, state LowCardinality(String), since DateTime64(3, 'UTC'), at DateTime64(3, 'UTC'),
  severity LowCardinality(String), long Nullable(Float64), short Nullable(Float64), reason String, body String, memory String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (slo, rule, seq)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- A notification that somebody is to get: written with the transition, before the tick's checkpoint. id = key, event and target: the same whoever writes
-- it however often, so that a tick that is climbed again sends nothing new. target = name of the AlertNotificationTarget; body = the Alert then, as JSON.
CREATE TABLE outbox (
  id String, key String, slo String, rule String, event LowCardinality(String), target String, channel LowCardinality(String), at DateTime64(3, 'UTC'), body String
) ENGINE = ReplacingMergeTree ORDER BY id
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Every attempt to deliver a notification, at the machine's clock. outcome = delivered, failed (it is tried again) or given-up (its incident is over and long past).
CREATE TABLE delivery (
  id String, key String, attempt UInt32, at DateTime64(3, 'UTC'), event LowCardinality(String), target String, channel LowCardinality(String), outcome LowCardinality(String), status Nullable(UInt16), message String
) ENGINE = ReplacingMergeTree ORDER BY (key, id, attempt)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
