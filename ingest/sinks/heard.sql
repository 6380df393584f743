-- The newest of everything that any writer has told or written: ledger numbers, event times, the time of a pulse. What a writer begins with lies above it.
SELECT max(a.seq) AS seq, toUnixTimestamp64Milli(max(a.newest)) AS newest, toUnixTimestamp64Milli(max(a.beat)) AS beat
FROM (
    SELECT max(ledger.seq) AS seq, maxIf(ledger.newest, speaks = 1) AS newest, toDateTime64(0, 3, 'UTC') AS beat FROM ledger
    UNION ALL SELECT max(pulse.seq), maxIf(pulse.newest, pulse.log != 'import'), maxIf(pulse.at, pulse.writer = {writer:String}) FROM pulse
    UNION ALL SELECT max(checkpoint.seq), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC') FROM checkpoint
) AS a
