-- Days (their first second, UTC) of which a part of raw could not be read when the store was opened, and lies aside.
SELECT DISTINCT toUnixTimestamp(toDateTime(parseDateTimeBestEffort(partition_id, 'UTC'))) AS day
FROM system.detached_parts
WHERE database = currentDatabase() AND table IN ('sie', 'sample') AND match(ifNull(partition_id, ''), '^\\d{8}$') AND ifNull(reason, '') NOT IN ('ignored', 'deleting', 'attaching', 'tmp-fetch', 'clone')
