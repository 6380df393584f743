-- Sums of the ledger: what was accepted, refused and late, and how many rows wait to be climbed past `seq`.
SELECT sum(ok) AS accepted, sum(late) AS late, countIf(seq > {seq:UInt64}) AS waiting FROM ledger FINAL
