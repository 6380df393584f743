-- Every table that holds rows itself: how many, the numbers of its parts [from, to] in order, and the greatest number that a change of what stood there took (parts
-- keep it, too, where the change itself is forgotten, as in a copy of the store): up to it parts may have gone whole. Numbers grow by one with every part that is written; merged parts keep those of all that went into them.
SELECT t.name AS table, toUInt64(p.rows) AS rows, p.numbers AS numbers, greatest(toUInt64(m.changed), toUInt64(p.changed)) AS changed
FROM (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND engine NOT LIKE 'Replicated%' AND engine NOT LIKE 'Shared%') AS t
LEFT JOIN (
    SELECT table, sumIf(rows, active) AS rows, arraySort(groupUniqArray((toUInt64(min_block_number), toUInt64(max_block_number)))) AS numbers, maxIf(data_version, data_version > max_block_number) AS changed FROM system.parts WHERE database = currentDatabase() GROUP BY table
) AS p ON p.table = t.name
LEFT JOIN (SELECT table, max(arrayMax(block_numbers.number)) AS changed FROM system.mutations WHERE database = currentDatabase() GROUP BY table) AS m ON m.table = t.name
ORDER BY t.name
