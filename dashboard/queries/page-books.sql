-- What the ledger counts of every partition, each range once (as in books.sql): how many offsets came, what became of them, and how many came in since `recent` (ms). HTTP and imports are one line each, however many processes took them.
-- torn = ranges of which a part was taken twice: what of them counts only an audit knows.
SELECT b.log AS log, b.shown AS partition, b.received AS received, b.stored AS stored, b.turned AS refused, b.tardy AS late, b.empty AS holes, b.torn AS torn, b.lately AS lately, g.n AS gaps
FROM (
    SELECT log, shown, sumIf(last - first + 1, fresh) AS received, sumIf(ok, fresh) AS stored, sumIf(refused, fresh) AS turned, sumIf(late, fresh) AS tardy, sumIf(holes, fresh) AS empty,
        countIf(NOT fresh AND before < last) AS torn, sumIf(ok + refused + late, fresh AND at >= fromUnixTimestamp64Milli({recent:Int64}, 'UTC')) AS lately
    FROM (
        SELECT toString(log) AS log, if(log IN ('http', 'import'), 0, partition) AS shown, first, last, ok, refused, late, holes, at,
            max(last) OVER earlier AS before, count() OVER earlier = 0 OR first > before AS fresh
        FROM ledger FINAL
        WINDOW earlier AS (PARTITION BY log, epoch, partition ORDER BY first, last DESC, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    GROUP BY log, shown
) AS b
LEFT JOIN (SELECT toString(log) AS log, partition, sum(n) AS n FROM (SELECT log, partition, max(last) - first + 1 AS n FROM gap GROUP BY log, epoch, partition, first) GROUP BY log, partition) AS g ON g.log = b.log AND g.partition = b.shown
ORDER BY log IN ('http', 'import'), log, partition
