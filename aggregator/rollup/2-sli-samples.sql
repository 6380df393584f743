-- Tier 1 to 2 for samples: good and total of the touched slices. A sample belongs to the slice of its time - 1 ms, its identity to the minute of its
-- time, so a slice reads two identity minutes; samples are few, every one goes through the deduplicating form.
WITH
    slice AS (SELECT toDateTime(p.1, 'UTC') AS t, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    message AS (
        SELECT toStartOfMinute(least.5 - toIntervalMillisecond(1)) AS t, service, least.1 AS shape, least.2 AS value, least.3 AS good, least.4 AS total
        FROM (
            SELECT sample.minute AS minute, sample.service AS service, argMin(
                (sample.shape, sample.value, sample.good, sample.total, sample.time),
                (s.state, isNotNull(sample.value), ifNull(sample.value, 0), s.labels, isNotNull(sample.good), ifNull(sample.good, 0), isNotNull(sample.total), ifNull(sample.total, 0),
                 s.kind, sample.component, s.severity, s.unit, sample.time)) AS least
            FROM sample INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = sample.shape
            WHERE (sample.minute, sample.service) IN (SELECT t, service FROM slice UNION ALL SELECT t + 60, service FROM slice)
            GROUP BY sample.minute, sample.service, sample.source, sample.id_key
        )
        WHERE (toStartOfMinute(least.5 - toIntervalMillisecond(1)), service) IN (SELECT t, service FROM slice)
    )
SELECT
    t, def, service,
    sumIf(side.messages, side.side = 'total') AS messages,
    ifNull(sum(side.good), 0) AS good,
    ifNull(sum(side.total), 0) AS total,
    sumIf(side.n, side.side = 'total') AS n,
    ifNull(sumIf(side.sum, side.side = 'total'), 0) AS sum,
    minIf(side.sum, side.side = 'total') AS min,
    maxIf(side.sum, side.side = 'total') AS max,
    0 AS covered,
    if(messages > 0, t, NULL) AS first,
    {version:UInt64} AS version
FROM (
    -- counted samples: the sample's own good and total; samples of values: those inside a side's interval count 1 on that side
    SELECT t, service, m.def AS def, m.side AS side, 1 AS messages,
        multiIf(counted = 1 AND m.side = 'total', g.good, counted = 0 AND m.side = 'good', toDecimal128(1, 9), toDecimal128(0, 9)) AS good,
        multiIf(m.side != 'total', toDecimal128(0, 9), counted = 1, g.total, toDecimal128(1, 9)) AS total, isNotNull(value) AS n, value AS sum
    FROM message AS g
    INNER JOIN (
        SELECT *, def IN (SELECT arrayJoin(JSONExtract({counted:String}, 'Array(String)'))) AS counted
        FROM match FINAL WHERE stream = 'sample' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
    ) AS m ON m.shape = g.shape
    WHERE m.whole = 1 OR (value >= m.lo AND value <= m.hi) OR (value IS NULL AND m.bare = 1 AND m.part = 0)
    UNION ALL
    SELECT t, service, def, '', 0, NULL, NULL, 0, NULL FROM sli_minute
    WHERE (t, service) IN (SELECT t, service FROM slice) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
) AS side
GROUP BY t, def, service
