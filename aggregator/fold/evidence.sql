-- Tier 1 to the evidence of folded SLIs: the messages of touched (minute, service) pairs that they read, each identity as the least of its copies.
-- once, twice = events without and with a repeated delivery, samples = samples; folded = (def, stream, how its key is made, label, states read, components
-- read; none named: all). How: 0 component, 1 service and component, 2 service and label, 3 service, component and labels.
WITH
    once AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({once:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    twice AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({twice:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    sampled AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({samples:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    folded AS (
        SELECT x.1 AS def, x.2 AS stream, x.3 AS how, x.4 AS label, x.5 AS states, x.6 AS components
        FROM (SELECT arrayJoin(JSONExtract({folded:String}, 'Array(Tuple(String, String, UInt8, String, Array(String), Array(String)))')) AS x)
    ),
    wanted AS (SELECT m.*, folded.how AS how, folded.label AS label, folded.states AS states, folded.components AS components FROM (SELECT * FROM match FINAL WHERE side = 'total' AND def IN (SELECT def FROM folded)) AS m INNER JOIN folded ON folded.def = m.def),
    -- where a delivery may have been repeated: the least of each identity
    single AS (
        SELECT raw.minute AS minute, raw.service AS service, raw.source AS source, raw.id_text AS id, argMin(
            (raw.shape, raw.component, raw.time, raw.value, raw.good, raw.total),
            (s.state, isNotNull(raw.value), ifNull(raw.value, 0), s.labels, isNotNull(raw.good), ifNull(raw.good, 0), isNotNull(raw.total), ifNull(raw.total, 0),
             s.kind, raw.component, s.severity, s.unit, raw.time)) AS least, raw.stream AS stream
        FROM (
            SELECT 'event' AS stream, *, sie.id_text AS id_text FROM sie WHERE (sie.minute, sie.service) IN (SELECT minute, service FROM twice)
            UNION ALL
            SELECT 'sample' AS stream, *, sample.id_text AS id_text FROM sample WHERE (sample.minute, sample.service) IN (SELECT minute, service FROM sampled)
        ) AS raw INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = raw.shape
        GROUP BY raw.stream, raw.minute, raw.service, raw.source, raw.id_text
    ),
    message AS (
        SELECT sie.minute AS minute, sie.service AS service, sie.source AS source, sie.id_text AS id, sie.shape AS shape, sie.component AS component, sie.time AS time, sie.value AS value, sie.good AS good, sie.total AS total
        FROM sie WHERE (sie.minute, sie.service) IN (SELECT minute, service FROM once) AND sie.shape IN (SELECT shape FROM wanted)
        UNION ALL
        SELECT minute, service, source, id, least.1, least.2, least.3, least.4, least.5, least.6 FROM single
    ),
    found AS (
        SELECT
            m.def AS def,
            multiIf(m.how = 0, g.component, m.how = 1, toJSONString([g.service, g.component]), m.how = 2, toJSONString([g.service, JSONExtractString(s.labels, m.label)]), toJSONString([g.service, g.component, s.labels])) AS key,
            g.time AS time, g.service AS service, g.source AS source, g.id AS id, g.minute AS minute, s.state AS state, g.good AS good, g.total AS total
        FROM message AS g INNER JOIN wanted AS m ON m.shape = g.shape INNER JOIN (SELECT shape, any(state) AS state, any(labels) AS labels FROM shape GROUP BY shape) AS s ON s.shape = g.shape
        WHERE (m.whole = 1 OR (g.value >= m.lo AND g.value <= m.hi) OR (g.value IS NULL AND m.bare = 1 AND m.part = 0))
            -- an event without a state says nothing of a component or ticket, a sample without counts nothing of a counter
            AND if(m.stream = 'event', s.state != '', g.good IS NOT NULL AND g.total IS NOT NULL)
            AND (empty(m.states) OR has(m.states, s.state)) AND (empty(m.components) OR has(m.components, g.component))
    )
SELECT def, key, time, service, source, id, minute, any(state) AS state, any(good) AS good, any(total) AS total, toUInt8(min(left)) AS gone, {version:UInt64} AS version
FROM (
    SELECT def, key, time, service, source, id, minute, CAST(state, 'Nullable(String)') AS state, good, total, 0 AS left FROM found
    UNION ALL
    -- what a former climb took for the least copy of an identity that raw still knows
    SELECT e.def, e.key, e.time, e.service, e.source, e.id, e.minute, NULL, NULL, NULL, 1
    FROM evidence AS e FINAL INNER JOIN folded ON folded.def = e.def
    WHERE e.def IN (SELECT def FROM folded) AND e.gone = 0 AND e.minute IN (SELECT minute FROM twice UNION ALL SELECT minute FROM sampled)
        AND (folded.stream, e.minute, e.service, e.source, e.id) IN (SELECT stream, minute, service, source, id FROM single)
)
GROUP BY def, key, time, service, source, id, minute
