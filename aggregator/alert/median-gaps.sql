-- The median time between the messages of SLIs in one hour, ms, and how many raw still holds; from = the hour's start, seconds. A message that was sent again counts once.
WITH place AS (
    SELECT s.t AS t, s.service AS service FROM sli_minute AS s
    WHERE s.t >= toDateTime({from:UInt32}, 'UTC') AND s.t < toDateTime({from:UInt32} + 3600, 'UTC') AND s.messages > 0 AND s.def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
)
SELECT def, length(times) AS n, arrayReduce('quantileExactInclusive(0.5)', arrayPopFront(arrayDifference(times))) AS gap
FROM (
    SELECT def, arraySort(groupArray(time)) AS times
    FROM (
        SELECT m.def AS def, min(toUnixTimestamp64Milli(raw.time)) AS time
        FROM (
            SELECT 'event' AS stream, minute AS t, minute, service, source, id_key AS id, shape, time, value FROM sie WHERE (minute, service) IN (SELECT t, service FROM place)
            UNION ALL
            SELECT 'sample', toStartOfMinute(time - toIntervalMillisecond(1)), minute, service, source, id_key AS id, shape, time, value FROM sample WHERE (minute, service) IN (SELECT t, service FROM place UNION ALL SELECT t + 60, service FROM place)
        ) AS raw
        INNER JOIN (SELECT * FROM match FINAL WHERE side = 'total' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))) AS m ON m.shape = raw.shape AND m.stream = raw.stream
        WHERE raw.t >= toDateTime({from:UInt32}, 'UTC') AND raw.t < toDateTime({from:UInt32} + 3600, 'UTC') AND (m.whole = 1 OR (raw.value >= m.lo AND raw.value <= m.hi) OR (raw.value IS NULL AND m.bare = 1 AND m.part = 0))
        GROUP BY def, raw.service, raw.source, raw.id, raw.minute
    )
    GROUP BY def
)
