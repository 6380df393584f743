-- The newest minutes (seconds) of [from, to) in which SLIs counted something good, or bad (sided), or read any message (plain), and how many: days first, then
-- the hours of the newest of them, then minutes. One more of days and hours, for the first may lie past `to`.
WITH
    JSONExtract({sided:String}, 'Array(String)') AS sided, JSONExtract({plain:String}, 'Array(String)') AS plain,
    day AS (
        SELECT t FROM (
            SELECT d.t AS t, sumIf(d.good, has(sided, d.def)) AS g, sumIf(d.total - d.good, has(sided, d.def)) AS b, sumIf(d.messages, has(plain, d.def)) AS m
            FROM sli_day AS d FINAL
            WHERE d.t >= toStartOfDay(toDateTime({from:UInt32}, 'UTC')) AND d.t < toDateTime({to:UInt32}, 'UTC') AND d.def IN (SELECT arrayJoin(arrayConcat(sided, plain)))
            GROUP BY t
        ) ARRAY JOIN ['good', 'bad', 'any'] AS side
        WHERE multiIf(side = 'good', g > 0, side = 'bad', b > 0, m > 0) ORDER BY t DESC LIMIT {limit:UInt32} BY side
    ),
    hour AS (
        SELECT t FROM (
            SELECT h.t AS t, sumIf(h.good, has(sided, h.def)) AS g, sumIf(h.total - h.good, has(sided, h.def)) AS b, sumIf(h.messages, has(plain, h.def)) AS m
            FROM sli_hour AS h FINAL
            WHERE h.t IN (SELECT toDateTime(arrayJoin(range(toUnixTimestamp(t), toUnixTimestamp(t) + 86400, 3600)), 'UTC') FROM day) AND h.def IN (SELECT arrayJoin(arrayConcat(sided, plain)))
                AND h.t >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND h.t < toDateTime({to:UInt32}, 'UTC')
            GROUP BY t
        ) ARRAY JOIN ['good', 'bad', 'any'] AS side
        WHERE multiIf(side = 'good', g > 0, side = 'bad', b > 0, m > 0) ORDER BY t DESC LIMIT {limit:UInt32} BY side
    )
SELECT side, minute, toFloat64(multiIf(side = 'good', g, side = 'bad', b, m)) AS n FROM (
    SELECT toUnixTimestamp(s.t) AS minute, sumIf(s.good, has(sided, s.def)) AS g, sumIf(s.total - s.good, has(sided, s.def)) AS b, sumIf(s.messages, has(plain, s.def)) AS m
    FROM sli_minute AS s FINAL
    WHERE s.t IN (SELECT toDateTime(arrayJoin(range(toUnixTimestamp(t), toUnixTimestamp(t) + 3600, 60)), 'UTC') FROM hour) AND s.def IN (SELECT arrayJoin(arrayConcat(sided, plain)))
        AND s.t >= toDateTime({from:UInt32}, 'UTC') AND s.t < toDateTime({to:UInt32}, 'UTC')
    GROUP BY minute
) ARRAY JOIN ['good', 'bad', 'any'] AS side
WHERE n > 0 ORDER BY minute DESC LIMIT {limit:UInt32} BY side
