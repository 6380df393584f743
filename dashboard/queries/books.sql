-- Sums of the ledger: what was accepted and late, how many unknown fields were left out, and how many rows wait to be climbed past `seq`.
SELECT sum(ok) AS accepted, sum(late) AS late, sum(unknown) AS unknown, countIf(seq > {seq:UInt64}) AS waiting FROM ledger FINAL
