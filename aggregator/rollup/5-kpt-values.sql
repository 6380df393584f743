-- Tier 5: the rank-th smallest value of one SLI over whole slices, straight from raw. spans = [from, to) in seconds; n = how many raw holds: fewer than
-- the slices know (value_minute) means that raw no longer covers the span. Only (minute, service) groups where raw has more than the slices hold a
-- copy that does not count: there the least copy of an identity is looked for (MEASURES 1 and 8).
WITH
    span AS (SELECT toDateTime(p.1, 'UTC') AS a, toDateTime(p.2, 'UTC') AS b FROM (SELECT arrayJoin(JSONExtract({spans:String}, 'Array(Tuple(UInt32, UInt32))')) AS p)),
    (SELECT min(a) FROM span) AS low, (SELECT max(b) FROM span) AS high, if({stream:String} = 'event', 0, 60) AS late,
    (SELECT groupArray((toUnixTimestamp(a), toUnixTimestamp(b))) FROM span) AS spans,
    reads AS (SELECT * FROM match FINAL WHERE side = 'total' AND stream = {stream:String} AND def = {def:String}),
    copy AS (
        SELECT sie.minute AS minute, sie.minute AS t, sie.service AS service, sie.source AS source, sie.id_key AS id, sie.shape AS shape, sie.value AS value, sie.time AS time, sie.good AS good, sie.total AS total, sie.component AS component
        FROM sie WHERE {stream:String} = 'event' AND sie.minute >= low AND sie.minute < high
        UNION ALL
        SELECT sample.minute, toStartOfMinute(sample.time - toIntervalMillisecond(1)), sample.service, sample.source, sample.id_key, sample.shape, sample.value, sample.time, sample.good, sample.total, sample.component
        FROM sample WHERE {stream:String} = 'sample' AND sample.minute >= low AND sample.minute < high + 60
    ),
    found AS (
        SELECT copy.minute AS minute, copy.t AS t, copy.service AS service, assumeNotNull(copy.value) AS v
        FROM copy INNER JOIN reads AS m ON m.shape = copy.shape
        WHERE copy.shape IN (SELECT shape FROM reads) AND copy.value IS NOT NULL AND (m.whole = 1 OR (copy.value >= m.lo AND copy.value <= m.hi))
            AND arrayExists(s -> toUnixTimestamp(copy.t) >= s.1 AND toUnixTimestamp(copy.t) < s.2, spans)
    ),
    doubled AS (
        SELECT g.t AS t, g.service AS service
        FROM (SELECT t, service, count() AS c FROM found GROUP BY t, service) AS g
        LEFT JOIN (SELECT vm.t AS t, vm.service AS service, vm.n AS n FROM value_minute AS vm FINAL WHERE vm.def = {def:String} AND vm.t >= low AND vm.t < high) AS c ON c.t = g.t AND c.service = g.service
        WHERE g.c > c.n
    ),
    value AS (
        SELECT v FROM found WHERE (t, service) NOT IN (SELECT t, service FROM doubled)
        UNION ALL
        SELECT assumeNotNull(least.2) AS v
        FROM (
            SELECT copy.service AS service, argMin(
                (copy.shape, copy.value, copy.t),
                (s.state, isNotNull(copy.value), ifNull(copy.value, 0), s.labels, isNotNull(copy.good), ifNull(copy.good, 0), isNotNull(copy.total), ifNull(copy.total, 0),
                 s.kind, copy.component, s.severity, s.unit, copy.time)) AS least
            FROM copy INNER JOIN (SELECT * FROM shape FINAL) AS s ON s.shape = copy.shape
            WHERE (copy.minute, copy.service) IN (SELECT t, service FROM doubled UNION ALL SELECT t + late, service FROM doubled)
            GROUP BY copy.minute, copy.service, copy.source, copy.id
        ) AS g
        INNER JOIN reads AS m ON m.shape = g.least.1
        WHERE g.least.2 IS NOT NULL AND (m.whole = 1 OR (g.least.2 >= m.lo AND g.least.2 <= m.hi)) AND (g.least.3, g.service) IN (SELECT t, service FROM doubled)
    )
SELECT count() AS n, arraySort(groupArray(v))[{rank:UInt64}] AS v FROM value
