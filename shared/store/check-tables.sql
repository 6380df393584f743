-- Tables whose parts can be checked.
SELECT name AS table FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name
