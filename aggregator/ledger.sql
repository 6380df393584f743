-- What was committed past the floor and past what is climbed of each writer, oldest first; marks = number by writer, as JSON.
WITH JSONExtract({marks:String}, 'Map(String, UInt64)') AS marks
SELECT seq, writer, ok, log, epoch, partition, first, last, arrayMap(p -> (toUInt32(p.1), p.2), events) AS events, arrayMap(p -> (toUInt32(p.1), p.2), samples) AS samples, shapes
FROM ledger FINAL
WHERE seq > {floor:UInt64} AND seq > marks[writer]
ORDER BY seq
LIMIT {most:UInt32}
