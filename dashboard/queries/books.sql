-- Sums of the ledger, each range once: what was accepted and late, how many unknown fields were left out, and how many rows wait to be climbed: past `seq` and
-- past the mark of their writer. A range that lies in one before it was taken twice and adds nothing; those that begin in one (two ingestors, half a batch each)
-- are listed as `torn`: of them only what comes after the range before counts, which the ledger does not know by itself (their unknown fields are counted whole).
WITH JSONExtract({marks:String}, 'Map(String, UInt64)') AS marks
SELECT sumIf(ok, fresh) AS accepted, sumIf(late, fresh) AS late, sumIf(unknown, fresh OR before < last) AS unknown, countIf(seq > {seq:UInt64} AND seq > marks[writer]) AS waiting,
    groupUniqArrayIf((log, epoch, partition, toString(before + 1), toString(last)), NOT fresh AND before < last) AS torn
FROM (
    SELECT seq, writer, toString(log) AS log, epoch, partition, first, last, ok, late, unknown,
        max(last) OVER earlier AS before, count() OVER earlier = 0 OR first > before AS fresh
    FROM ledger FINAL
    WINDOW earlier AS (PARTITION BY log, epoch, partition ORDER BY first, last DESC, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
