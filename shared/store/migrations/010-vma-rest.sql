-- What a minute of a VMA would have been without a row (aggregator/resting.ts): windows count the minutes that have none by it.
ALTER TABLE vma_minute ADD COLUMN IF NOT EXISTS rest_bad UInt32 AFTER empty, ADD COLUMN IF NOT EXISTS rest_unknown UInt32 AFTER rest_bad;
ALTER TABLE vma_hour ADD COLUMN IF NOT EXISTS rest_bad UInt32 AFTER empty, ADD COLUMN IF NOT EXISTS rest_unknown UInt32 AFTER rest_bad;
ALTER TABLE vma_day ADD COLUMN IF NOT EXISTS rest_bad UInt32 AFTER empty, ADD COLUMN IF NOT EXISTS rest_unknown UInt32 AFTER rest_bad
