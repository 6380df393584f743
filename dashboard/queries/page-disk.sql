-- The disks that hold the store: bytes in all, and free.
SELECT sum(total_space) AS total, sum(free_space) AS free FROM system.disks WHERE name IN (SELECT DISTINCT disk_name FROM system.parts WHERE database = currentDatabase() AND active)
