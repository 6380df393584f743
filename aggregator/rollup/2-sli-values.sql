-- Tier 1 to 2: the values of the touched minutes as sketch, NPS bands and newest value (table value_minute), for the SLIs that a KPT asks these of.
-- once = (minute, service) groups without a repeated delivery, twice = those with one: there the least copy of an identity wins (MEASURES 1 and 8).
-- A sample belongs to the slice of its time - 1 ms, its identity to the minute of its time: a slice of samples (all of them in twice) reads two identity minutes.
WITH
    once AS (SELECT toDateTime(p.1, 'UTC') AS t, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({once:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    twice AS (SELECT toDateTime(p.1, 'UTC') AS t, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({twice:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    reads AS (SELECT * FROM match FINAL WHERE side = 'total' AND stream = {stream:String} AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))),
    copy AS (
        SELECT sie.minute AS minute, sie.service AS service, sie.source AS source, sie.id_text AS id, sie.shape AS shape, sie.value AS value, sie.time AS time, sie.good AS good, sie.total AS total, sie.component AS component
        FROM sie WHERE {stream:String} = 'event' AND (sie.minute, sie.service) IN (SELECT t, service FROM twice)
        UNION ALL
        SELECT sample.minute, sample.service, sample.source, sample.id_text, sample.shape, sample.value, sample.time, sample.good, sample.total, sample.component
        FROM sample WHERE {stream:String} = 'sample' AND (sample.minute, sample.service) IN (SELECT t, service FROM twice UNION ALL SELECT t + 60, service FROM twice)
    ),
    message AS (
        SELECT sie.minute AS t, sie.service AS service, sie.id_text AS id, sie.shape AS shape, assumeNotNull(sie.value) AS v, sie.time AS time
        FROM sie WHERE (sie.minute, sie.service) IN (SELECT t, service FROM once) AND sie.shape IN (SELECT shape FROM reads) AND sie.value IS NOT NULL
        UNION ALL
        SELECT if({stream:String} = 'event', minute, toStartOfMinute(least.3 - toIntervalMillisecond(1))) AS t, service, id, least.1 AS shape, assumeNotNull(least.2) AS v, least.3 AS time
        FROM (
            SELECT copy.minute AS minute, copy.service AS service, copy.id AS id, argMin(
                (copy.shape, copy.value, copy.time),
                (s.state, isNotNull(copy.value), ifNull(copy.value, 0), s.labels, isNotNull(copy.good), ifNull(copy.good, 0), isNotNull(copy.total), ifNull(copy.total, 0),
                 s.kind, copy.component, s.severity, s.unit, copy.time)) AS least
            FROM copy INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = copy.shape
            GROUP BY copy.minute, copy.service, copy.source, copy.id
        )
        WHERE least.2 IS NOT NULL
    )
SELECT
    t, def, service, countIf(kept.of = 1) AS n,
    sumMapIf(map(toInt32(multiIf(kept.v = 0, 0, sign(kept.v) * (10000 + ceil(log(abs(toFloat64(kept.v))) / log(1.005 / 0.995))))), toUInt64(1)), kept.of = 1) AS sketch,
    countIf(kept.of = 1 AND kept.v >= 9 AND kept.v <= 10) AS promoters, countIf(kept.of = 1 AND kept.v >= 0 AND kept.v <= 6) AS detractors,
    argMax(kept.v, (kept.of, kept.time, kept.id, kept.v)) AS last, maxIf(kept.time, kept.of = 1) AS last_time, argMax(kept.id, (kept.of, kept.time, kept.id, kept.v)) AS last_id,
    {version:UInt64} AS version
FROM (
    SELECT g.t AS t, g.service AS service, m.def AS def, 1 AS of, g.v AS v, g.time AS time, g.id AS id
    FROM message AS g INNER JOIN reads AS m ON m.shape = g.shape
    WHERE (m.whole = 1 OR (g.v >= m.lo AND g.v <= m.hi)) AND (g.t, g.service) IN (SELECT t, service FROM once UNION ALL SELECT t, service FROM twice)
    UNION ALL
    -- what a former climb found there and this one may not: an empty row takes its place
    SELECT t, service, def, 0, toDecimal128(0, 9), toDateTime64(0, 3, 'UTC'), '' FROM value_minute
    WHERE (t, service) IN (SELECT t, service FROM once UNION ALL SELECT t, service FROM twice) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
) AS kept
GROUP BY t, def, service
