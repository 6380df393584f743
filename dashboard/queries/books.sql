-- Sums of the ledger: what was accepted, refused and late, how many unknown fields were left out, and how many rows wait to be climbed: past `seq` and past the mark of their writer.
WITH JSONExtract({marks:String}, 'Map(String, UInt64)') AS marks
SELECT sum(ok) AS accepted, sum(late) AS late, sum(unknown) AS unknown, countIf(seq > {seq:UInt64} AND seq > marks[writer]) AS waiting FROM ledger FINAL
