-- Every range of the ledger, in order, and the gaps as ranges that hold nothing.
SELECT * FROM (
    SELECT log, epoch, partition, first, last, ok, refused, late, holes, 0 AS gap FROM ledger FINAL
    UNION ALL
    SELECT log, epoch, partition, first, last, 0, 0, 0, 0, toUInt32(last - first + 1) FROM gap FINAL
)
ORDER BY log, epoch, partition, first, last
