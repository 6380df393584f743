-- Tables of hours and days: whether they still stand in the order of time, and whether their old table is still there beside them.
SELECT t.name AS name, startsWith(t.sorting_key, 't,') AS old, t.name IN (SELECT replaceOne(name, '_by_def', '') FROM system.tables WHERE database = currentDatabase() AND endsWith(name, '_by_def')) AS beside
FROM system.tables AS t
WHERE t.database = currentDatabase() AND t.name IN ('sli_hour', 'sli_day', 'value_hour', 'value_day', 'slo_hour', 'slo_day', 'vma_hour', 'vma_day') AND (old = 1 OR beside = 1)
