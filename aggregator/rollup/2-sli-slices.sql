-- Tier 1 to 2: events of the touched minutes, counted per SLI by the shapes that its sides read (table match). Raw is read once: values that no interval of any side
-- tells apart fall under one cut, so what is joined is a row a (minute, shape, cut).
-- once = (minute, service) groups without a repeated delivery, twice = those with one: there the least copy of an identity wins (MEASURES 1 and 8).
WITH
    once AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({once:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    twice AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({twice:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    reads AS (SELECT * FROM match FINAL WHERE stream = 'event' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))),
    -- the least value there is stands first, so that every value has a cut at or below it
    (SELECT arraySort(groupUniqArray(cut)) FROM (SELECT arrayJoin([toDecimal128('-99999999999999999999999999999.999999999', 9), lo, hi]) AS cut FROM reads WHERE whole = 0 UNION ALL SELECT toDecimal128('-99999999999999999999999999999.999999999', 9))) AS cuts,
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
    pile AS (
        SELECT t, service, shape, roundDown(value, cuts) AS cut, value = cut AS on_it, count() AS messages, count(value) AS n, sum(value) AS sum, min(value) AS min, max(value) AS max
        FROM message GROUP BY t, service, shape, cut, on_it
    ),
    side AS (
        SELECT t, service, m.def AS def, m.side AS side, pile.messages AS messages, pile.n AS n, pile.sum AS sum, pile.min AS min, pile.max AS max
        FROM pile INNER JOIN reads AS m ON m.shape = pile.shape
        WHERE m.whole = 1 OR (cut >= m.lo AND (cut < m.hi OR (cut = m.hi AND on_it))) OR (cut IS NULL AND m.bare = 1 AND m.part = 0)
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
