-- What was committed past the checkpoint, oldest first.
SELECT seq, log, partition, ok, refused, late, speaks, toUnixTimestamp64Milli(newest) AS newest,
    arrayMap(p -> (toUInt32(p.1), p.2), events) AS events, arrayMap(p -> (toUInt32(p.1), p.2), samples) AS samples, shapes
FROM ledger FINAL
WHERE seq > {seq:UInt64}
ORDER BY seq
LIMIT {most:UInt32}
