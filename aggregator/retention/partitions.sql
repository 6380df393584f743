-- The days (YYYYMMDD) of raw and how many rows stand in each, by table.
SELECT table, toUInt32(partition) AS day, sum(rows) AS rows FROM system.parts WHERE database = currentDatabase() AND table IN ('sie', 'sample') AND active GROUP BY table, day ORDER BY day
