-- How far what the ledger (and gaps) cover of one topic goes without a hole, from the first offset there is, or of those partitions that have a mark (as JSON) from
-- there: next = the offset behind it, first = where what was looked through begins, looked = of so many rows.
WITH
    JSONExtract({marks:String}, 'Map(String, UInt64)') AS marks,
    covered AS (
        SELECT partition, first, last FROM ledger WHERE log = {log:String} AND epoch = {epoch:UInt32} AND last + 1 >= marks[toString(partition)]
        UNION ALL
        SELECT partition, first, last FROM gap WHERE log = {log:String} AND epoch = {epoch:UInt32} AND last + 1 >= marks[toString(partition)]
    )
SELECT partition, min(first) AS first, if(countIf(hole) > 0, minIf(reached, hole), max(reached)) + 1 AS next, count() AS looked
FROM (
    SELECT partition, first,
        max(last) OVER (PARTITION BY partition ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached,
        leadInFrame(first) OVER (PARTITION BY partition ORDER BY first, last ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) > reached + 1 AS hole
    FROM covered
)
GROUP BY partition
