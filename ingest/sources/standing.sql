-- What stands in the tables of a partition's offsets [first, last], in order: rows of a batch whose process died before it could write the ledger row.
-- minute (s), service, shape and time (ms) of messages that count, else 0.
SELECT what, offset, minute, service, shape, time
FROM (
    SELECT 'event' AS what, offset, toUnixTimestamp(sie.minute) AS minute, toString(sie.service) AS service, toString(sie.shape) AS shape, toUnixTimestamp64Milli(sie.time) AS time
    FROM sie WHERE log = {log:String} AND epoch = {epoch:UInt32} AND partition = {partition:UInt32} AND offset BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT 'sample', offset, toUnixTimestamp(sample.minute), toString(sample.service), toString(sample.shape), toUnixTimestamp64Milli(sample.time)
    FROM sample WHERE log = {log:String} AND epoch = {epoch:UInt32} AND partition = {partition:UInt32} AND offset BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT 'refused', offset, 0, '', '', 0 FROM refused WHERE log = {log:String} AND epoch = {epoch:UInt32} AND partition = {partition:UInt32} AND offset BETWEEN {first:UInt64} AND {last:UInt64}
    UNION ALL
    SELECT 'late', offset, 0, '', '', 0 FROM late WHERE log = {log:String} AND epoch = {epoch:UInt32} AND partition = {partition:UInt32} AND offset BETWEEN {first:UInt64} AND {last:UInt64}
)
ORDER BY offset
LIMIT 1 BY offset
