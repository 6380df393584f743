-- What the writers told last: the greatest number any of them promised, and the newest event any of them has seen. A writer that died between its commit and its
-- pulse has told nothing of it: the ledger has, in its rows past `since`.
SELECT max(a.seq) AS seq, toUnixTimestamp64Milli(max(a.newest)) AS newest
FROM (
    SELECT max(pulse.seq) AS seq, maxIf(pulse.newest, log != 'import') AS newest FROM pulse
    UNION ALL SELECT toUInt64(0), max(ledger.newest) FROM ledger WHERE speaks = 1 AND ledger.seq > {since:UInt64}
) AS a
