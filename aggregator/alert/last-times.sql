-- The time of the newest message of SLIs, ms: asks = (def, the newest minute that holds one, in seconds). A sample stands in the minute of its time - 1 ms, its identity in that of its time.
WITH
    ask AS (SELECT x.1 AS def, toDateTime(x.2, 'UTC') AS t FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32))')) AS x)),
    place AS (SELECT s.t AS t, s.service AS service FROM sli_minute AS s WHERE (s.def, s.t) IN (SELECT def, t FROM ask) AND s.messages > 0)
SELECT m.def AS def, toUnixTimestamp64Milli(max(raw.time)) AS time
FROM (
    SELECT 'event' AS stream, minute AS t, shape, time, value FROM sie WHERE (minute, service) IN (SELECT t, service FROM place)
    UNION ALL
    SELECT 'sample', toStartOfMinute(time - toIntervalMillisecond(1)), shape, time, value FROM sample WHERE (minute, service) IN (SELECT t, service FROM place UNION ALL SELECT t + 60, service FROM place)
) AS raw
INNER JOIN (SELECT * FROM match FINAL WHERE side = 'total' AND def IN (SELECT def FROM ask)) AS m ON m.shape = raw.shape AND m.stream = raw.stream
WHERE (m.def, raw.t) IN (SELECT def, t FROM ask) AND (m.whole = 1 OR (raw.value >= m.lo AND raw.value <= m.hi) OR (raw.value IS NULL AND m.bare = 1 AND m.part = 0))
GROUP BY def
