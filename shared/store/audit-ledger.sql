-- Ranges of the ledger in order, and gaps as ranges that hold nothing: those that follow one another without a hole and share no offset with another as one range,
-- added up (a ledger has a row a batch, for ever); those that share offsets each for itself.
SELECT log, epoch, partition, min(first) AS first, max(last) AS last, sum(ok) AS ok, sum(refused) AS refused, sum(late) AS late, sum(holes) AS holes, sum(gap) AS gap
FROM (
    SELECT *, sum(begins) OVER (PARTITION BY log, epoch, partition ORDER BY first, last DESC, gap ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS island
    FROM (
        SELECT *, NOT lone OR head = 1 OR first > reached + 1 OR NOT lagInFrame(lone) OVER (PARTITION BY log, epoch, partition ORDER BY first, last DESC, gap ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS begins
        FROM (
            SELECT *, (head = 1 OR first > reached) AND following > last AS lone
            FROM (
                SELECT *, row_number() OVER w AS head,
                    max(last) OVER (PARTITION BY log, epoch, partition ORDER BY first, last DESC, gap ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached,
                    leadInFrame(first, 1, toUInt64(18446744073709551615)) OVER (PARTITION BY log, epoch, partition ORDER BY first, last DESC, gap ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS following
                FROM (
                    SELECT log, epoch, partition, first, last, toUInt64(ok) AS ok, toUInt64(refused) AS refused, toUInt64(late) AS late, toUInt64(holes) AS holes, toUInt64(0) AS gap FROM ledger FINAL
                    UNION ALL
                    SELECT log, epoch, partition, first, last, 0, 0, 0, 0, toUInt64(last - first + 1) FROM gap FINAL
                )
                WINDOW w AS (PARTITION BY log, epoch, partition ORDER BY first, last DESC, gap ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            )
        )
    )
)
GROUP BY log, epoch, partition, island
ORDER BY log, epoch, partition, first, last
