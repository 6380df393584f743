-- Tier 1 to 2: events of the touched minutes, counted per SLI by the shapes that its sides read (table match).
-- once = (minute, service) groups without a repeated delivery, twice = those with one: there the least copy of an identity wins (MEASURES 1 and 8).
WITH
    once AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({once:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    twice AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({twice:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    message AS (
        SELECT sie.minute AS t, sie.service AS service, sie.shape AS shape, sie.value AS value
        FROM sie WHERE (sie.minute, sie.service) IN (SELECT minute, service FROM once)
        UNION ALL
        SELECT t, service, least.1 AS shape, least.2 AS value
        FROM (
            SELECT sie.minute AS t, sie.service AS service, argMin(
                (sie.shape, sie.value),
                (s.state, isNotNull(sie.value), ifNull(sie.value, 0), s.labels, isNotNull(sie.good), ifNull(sie.good, 0), isNotNull(sie.total), ifNull(sie.total, 0),
                 s.kind, sie.component, s.severity, s.unit, sie.time)) AS least
            FROM sie INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = sie.shape
            WHERE (sie.minute, sie.service) IN (SELECT minute, service FROM twice)
            GROUP BY sie.minute, sie.service, sie.source, sie.id_key
        )
    ),
    side AS (
        -- whole shapes: one row a (minute, shape), no value looked at twice
        SELECT t, service, m.def AS def, m.side AS side, c AS messages, v AS n, total AS sum, low AS min, high AS max
        FROM (
            SELECT t, service, shape, count() AS c, count(value) AS v, sum(value) AS total, min(value) AS low, max(value) AS high
            FROM message GROUP BY t, service, shape
        ) AS g
        INNER JOIN (SELECT * FROM match FINAL WHERE whole = 1 AND stream = 'event' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))) AS m ON m.shape = g.shape
        UNION ALL
        -- an interval of the value is left to ask
        SELECT t, service, m.def, m.side, 1, isNotNull(value), value, value, value
        FROM message AS g
        INNER JOIN (SELECT * FROM match FINAL WHERE whole = 0 AND stream = 'event' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))) AS m ON m.shape = g.shape
        WHERE (value >= m.lo AND value <= m.hi) OR (value IS NULL AND m.bare = 1 AND m.part = 0)
    )
SELECT
    t, def, service,
    sumIf(side.messages, side.side = 'total') AS messages,
    -- SLIs that name the bad messages: good = total less bad
    toDecimal128(if(def IN (SELECT arrayJoin(JSONExtract({inverse:String}, 'Array(String)'))), messages - sumIf(side.messages, side.side = 'bad'), sumIf(side.messages, side.side = 'good')), 9) AS good,
    toDecimal128(messages, 9) AS total,
    sumIf(side.n, side.side = 'total') AS n,
    ifNull(sumIf(side.sum, side.side = 'total'), 0) AS sum,
    minIf(side.min, side.side = 'total') AS min,
    maxIf(side.max, side.side = 'total') AS max,
    0 AS covered,
    if(messages > 0, t, NULL) AS first,
    {version:UInt64} AS version
FROM (
    SELECT t, service, def, side, messages, n, sum, min, max FROM side
    UNION ALL
    -- what a former climb found there and this one may not: a zero row takes its place
    SELECT t, service, def, '', 0, 0, NULL, NULL, NULL FROM sli_minute
    WHERE (t, service) IN (SELECT minute, service FROM once UNION ALL SELECT minute, service FROM twice) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
) AS side
GROUP BY t, def, service
