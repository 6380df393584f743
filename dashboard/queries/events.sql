-- Events and samples, newest first: of one identity the least copy (MEASURES 1), whatever is asked of it; only those before the cursor (time, id).
-- defs = SLI defs (JSON list) whose total side must read them, empty = any message. side: 'good' or 'bad' keeps those with that verdict, '' all.
-- [from, to) in ms; under an SLI a sample stands at the end of what it counted, so its bounds are (from, to].
WITH
    JSONExtract({defs:String}, 'Array(String)') AS wanted, JSONExtract({inverse:String}, 'Array(String)') AS inverse, JSONExtract({sided:String}, 'Array(String)') AS sided,
    raw AS (
        SELECT 'event' AS stream, * FROM sie
        WHERE sie.minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sie.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND sie.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND ({service:String} = '' OR sie.service = {service:String})
        UNION ALL
        SELECT 'sample' AS stream, * FROM sample
        WHERE sample.minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND sample.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sample.time >= fromUnixTimestamp64Milli({from:Int64} + toInt64(notEmpty(wanted)), 'UTC') AND sample.time < fromUnixTimestamp64Milli({to:Int64} + toInt64(notEmpty(wanted)), 'UTC') AND ({service:String} = '' OR sample.service = {service:String})
    ),
    read AS (SELECT shape, def, side, whole, lo, hi, bare FROM match FINAL WHERE has(wanted, def)),
    asked AS (SELECT shape FROM shape WHERE (empty(wanted) OR shape IN (SELECT shape FROM read WHERE side = 'total')) AND ({service:String} = '' OR service = {service:String}) AND ({kind:String} = '' OR kind = {kind:String}) AND ({state:String} = '' OR state = {state:String})),
    one AS (
        SELECT raw.stream AS stream, raw.minute AS minute, raw.service AS service, raw.source AS source, raw.id AS id,
            argMin((toUnixTimestamp64Milli(raw.time), raw.component, s.kind, s.state, s.severity, s.unit, s.labels, toString(raw.value), toString(raw.good), toString(raw.total), raw.log, raw.partition, raw.offset, raw.shape, raw.value),
                (s.state, isNotNull(raw.value), ifNull(raw.value, 0), s.labels, isNotNull(raw.good), ifNull(raw.good, 0), isNotNull(raw.total), ifNull(raw.total, 0), s.kind, raw.component, s.severity, s.unit, raw.time)) AS m
        FROM raw INNER JOIN (SELECT * FROM shape FINAL WHERE {service:String} = '' OR service = {service:String}) AS s ON s.shape = raw.shape
        WHERE (raw.minute, raw.service, raw.source, raw.id) IN (SELECT minute, service, source, id FROM raw WHERE shape IN (SELECT shape FROM asked))
        GROUP BY stream, minute, service, source, id
        HAVING m.14 IN (SELECT shape FROM asked)
    ),
    judged AS (
        SELECT one.stream AS stream, one.service AS service, one.source AS source, one.id AS id, one.m AS m, countIf(read.side = 'total' AND (read.whole = 1 OR (isNull(one.m.15) AND read.bare = 1) OR (one.m.15 >= read.lo AND one.m.15 <= read.hi))) AS counted, countIf(read.side = 'good' AND (read.whole = 1 OR (isNull(one.m.15) AND read.bare = 1) OR (one.m.15 >= read.lo AND one.m.15 <= read.hi))) AS good, countIf(read.side = 'bad' AND (read.whole = 1 OR (isNull(one.m.15) AND read.bare = 1) OR (one.m.15 >= read.lo AND one.m.15 <= read.hi))) AS bad,
            countIf(read.side = 'total' AND (read.whole = 1 OR (isNull(one.m.15) AND read.bare = 1) OR (one.m.15 >= read.lo AND one.m.15 <= read.hi)) AND has(inverse, read.def)) AS turned, countIf(read.side = 'total' AND (read.whole = 1 OR (isNull(one.m.15) AND read.bare = 1) OR (one.m.15 >= read.lo AND one.m.15 <= read.hi)) AND has(sided, read.def)) AS judgeable
        FROM one LEFT JOIN read ON read.shape = one.m.14
        GROUP BY stream, service, source, id, m
        HAVING empty(wanted) OR counted > 0
    )
SELECT stream, id, m.1 AS time, service, source, m.2 AS component, m.3 AS kind, m.4 AS state, m.8 AS value, m.6 AS unit, m.9 AS own_good, m.10 AS own_total, m.5 AS severity, m.7 AS labels, m.11 AS log, m.12 AS partition, m.13 AS offset,
    multiIf(empty(wanted), '', bad > 0 OR judgeable > good, 'bad', good > 0 OR turned > 0, 'good', 'total') AS counts
FROM judged
WHERE (m.1, id) < ({before:Int64}, {beforeId:String}) AND ({q:String} = '' OR positionCaseInsensitiveUTF8(id, {q:String}) > 0 OR positionCaseInsensitiveUTF8(m.7, {q:String}) > 0)
    AND ({side:String} = '' OR counts = {side:String})
ORDER BY time DESC, id DESC
LIMIT {limit:UInt32}
