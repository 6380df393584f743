-- The first UTC day that holds anything climbed, in ms: history need not be asked for before it.
SELECT toUnixTimestamp(min(t)) * 1000 AS first, count() AS days FROM sli_day
