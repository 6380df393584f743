-- (minute, service) pairs of raw in [from, to), s, to be counted again, so many of them: all in order of time, or some by the luck of `salt`. Left out are those that the ledger does
-- not speak of yet, or speaks of past the last checkpoint (they wait to be climbed), where a message stands under the offset of another (a crash left it), and days (s) that are sealed. whole = how many there are.
WITH ends AS (SELECT toString(log) AS log, epoch, partition, max(last) AS last FROM ledger FINAL GROUP BY log, epoch, partition),
    raw AS (
        SELECT 'event' AS stream, minute, service, toString(log) AS log, epoch, partition, offset, id FROM sie WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
        UNION ALL
        SELECT 'sample' AS stream, minute, service, toString(log), epoch, partition, offset, id FROM sample WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
    ),
    doubled AS (SELECT log, epoch, partition, offset FROM raw GROUP BY log, epoch, partition, offset HAVING uniqExact(minute, service, id) > 1)
SELECT stream, toUInt32(t) AS minute, service, count() OVER () AS whole
FROM (SELECT stream, raw.minute AS t, service FROM raw GROUP BY stream, t, service)
WHERE toDate(t) NOT IN (SELECT day FROM sealed FINAL)
    AND (t, service) NOT IN (SELECT p.1, p.2 FROM (SELECT arrayJoin(arrayConcat(l.events, l.samples)) AS p FROM ledger AS l FINAL WHERE l.seq > (SELECT argMax(seq, version) FROM checkpoint)))
    AND (t, service) NOT IN (
        SELECT raw.minute, raw.service FROM raw LEFT JOIN ends ON ends.log = raw.log AND ends.epoch = raw.epoch AND ends.partition = raw.partition
        WHERE ends.log = '' OR raw.offset > ends.last OR (raw.log, raw.epoch, raw.partition, raw.offset) IN (SELECT log, epoch, partition, offset FROM doubled)
    )
ORDER BY if({all:UInt8} = 1, toUInt64(toUInt32(t)), cityHash64(t, service, {salt:String})), t, service, stream
LIMIT {most:UInt32}
