-- How many ms of each slice samples cover (MEASURES 0, Coverage): a sample covers the `every` before its time, overlaps count once.
-- asks = (def, every ms, from, to): whole slices [from, to) to count again. The row stands under service '' beside the counted ones.
WITH
    ask AS (
        SELECT x.1 AS def, x.2 AS every, toDateTime(x.3, 'UTC') AS a, toDateTime(x.4, 'UTC') AS b
        FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32, UInt32, UInt32))')) AS x)
    ),
    ends AS (
        SELECT DISTINCT m.def AS def, toUnixTimestamp64Milli(least.2) AS e
        FROM (
            SELECT argMin((sample.shape, sample.time),
                (s.state, isNotNull(sample.value), ifNull(sample.value, 0), s.labels, isNotNull(sample.good), ifNull(sample.good, 0), isNotNull(sample.total), ifNull(sample.total, 0),
                 s.kind, sample.component, s.severity, s.unit, sample.time)) AS least
            FROM sample INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = sample.shape
            WHERE sample.minute IN (SELECT toDateTime(arrayJoin(range(toUInt32(a), toUInt32(b) + intDiv(every, 1000) + 120, 60)), 'UTC') FROM ask)
            GROUP BY sample.minute, sample.service, sample.source, sample.id_key
        ) AS g
        INNER JOIN (SELECT * FROM match FINAL WHERE stream = 'sample' AND side = 'total' AND def IN (SELECT def FROM ask)) AS m ON m.shape = least.1
    ),
    stretch AS (
        -- what each sample covers that the one before it does not, per ask so that far-apart asks do not see each other
        SELECT ask.def AS def, toUnixTimestamp(ask.a) * 1000 AS a, toUnixTimestamp(ask.b) * 1000 AS b, ends.e AS e, ask.every AS every,
            greatest(e - every, lagInFrame(e, 1, toInt64(0)) OVER (PARTITION BY ask.def, ask.a ORDER BY e ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS s
        FROM ends INNER JOIN ask ON ask.def = ends.def
        WHERE ends.e > toUnixTimestamp(ask.a) * 1000 AND ends.e <= toUnixTimestamp(ask.b) * 1000 + ask.every
    )
SELECT
    t, def, '' AS service, 0 AS messages, toDecimal128(0, 9) AS good, toDecimal128(0, 9) AS total, 0 AS n, toDecimal128(0, 9) AS sum,
    CAST(NULL, 'Nullable(Decimal(38, 9))') AS min, CAST(NULL, 'Nullable(Decimal(38, 9))') AS max, toUInt32(sum(ms)) AS covered, CAST(NULL, 'Nullable(DateTime(\'UTC\'))') AS first,
    {version:UInt64} AS version
FROM (
    SELECT def, toDateTime(intDiv(minute, 1000), 'UTC') AS t, least(e, minute + 60000) - greatest(s, minute) AS ms
    FROM (
        SELECT def, s, e, arrayJoin(range(toUInt64(intDiv(greatest(s, a), 60000) * 60000), toUInt64(least(e, b)), 60000)) AS minute
        FROM stretch WHERE least(e, b) > greatest(s, a)
    )
    UNION ALL
    SELECT def, toDateTime(arrayJoin(range(toUInt32(a), toUInt32(b), 60)), 'UTC'), 0 FROM ask
)
GROUP BY t, def
