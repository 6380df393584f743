-- The newest ledger row of all.
SELECT max(seq) AS seq FROM ledger
