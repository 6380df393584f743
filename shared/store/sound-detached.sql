-- Parts that the engine does not serve, by table: those it could not read when it started, and those that somebody set aside.
-- The pulse is the one table that is not forced to the disk: a power cut takes what it said, and it says it anew.
SELECT table, count() AS parts, groupArray(8)(name) AS names, any(path) AS path FROM system.detached_parts
WHERE database = currentDatabase() AND table != 'pulse' AND ifNull(reason, '') NOT IN ('ignored', 'deleting', 'attaching', 'tmp-fetch', 'clone') GROUP BY table ORDER BY table
