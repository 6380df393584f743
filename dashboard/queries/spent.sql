-- Who spent a budget: bad and counted of what one SLI reads, by every label, component, state, severity and service; field '' = all of it.
-- worst = the minutes looked at, in seconds (JSON list); of what they hold every so manieth identity is read (every), and its counts stand for all. Of an identity
-- only copies count that the SLI reads. source = the SLI that reads their messages. inverse: it names the bad ones; counts: its samples carry good and total. service '' = any.
WITH
    worst AS (SELECT toDateTime(arrayJoin(JSONExtract({worst:String}, 'Array(UInt32)')), 'UTC') AS t),
    reads AS (SELECT * FROM match FINAL WHERE def = {source:String}),
    said AS (SELECT * FROM shape WHERE ({service:String} = '' OR service = {service:String}) AND shape IN (SELECT shape FROM reads WHERE side = 'total') LIMIT 1 BY shape),
    -- of one identity the least copy (MEASURES 1 and 8)
    message AS (
        SELECT 'event' AS stream, least.1 AS shape, least.2 AS value, least.3 AS good, least.4 AS total FROM (
            SELECT argMin((sie.shape, sie.value, sie.good, sie.total),
                (s.state, isNotNull(sie.value), ifNull(sie.value, 0), s.labels, isNotNull(sie.good), ifNull(sie.good, 0), isNotNull(sie.total), ifNull(sie.total, 0), s.kind, sie.component, s.severity, s.unit, sie.time)) AS least
            FROM sie INNER JOIN said AS s ON s.shape = sie.shape
            WHERE sie.minute IN (SELECT t FROM worst) AND sie.shape IN (SELECT shape FROM said) AND cityHash64(sie.id_key) % {every:UInt64} = 0 AND ({service:String} = '' OR sie.service = {service:String})
            GROUP BY sie.minute, sie.service, sie.source, sie.id_key
        )
        UNION ALL
        -- a sample belongs to the slice of its time - 1 ms
        SELECT 'sample' AS stream, least.1 AS shape, least.2 AS value, least.3 AS good, least.4 AS total FROM (
            SELECT argMin((sample.shape, sample.value, sample.good, sample.total, sample.time),
                (s.state, isNotNull(sample.value), ifNull(sample.value, 0), s.labels, isNotNull(sample.good), ifNull(sample.good, 0), isNotNull(sample.total), ifNull(sample.total, 0), s.kind, sample.component, s.severity, s.unit, sample.time)) AS least
            FROM sample INNER JOIN said AS s ON s.shape = sample.shape
            WHERE sample.minute IN (SELECT t FROM worst UNION ALL SELECT t + 60 FROM worst) AND sample.shape IN (SELECT shape FROM said) AND cityHash64(sample.id_key) % {every:UInt64} = 0 AND ({service:String} = '' OR sample.service = {service:String})
            GROUP BY sample.minute, sample.service, sample.source, sample.id_key
        )
        WHERE toStartOfMinute(least.5 - toIntervalMillisecond(1)) IN (SELECT t FROM worst)
    ),
    judged AS (
        SELECT g.shape AS shape,
            sumIf(if({counts:UInt8} = 1, ifNull(g.total, 0), toDecimal128(1, 9)), m.side = 'total') AS counted,
            multiIf({counts:UInt8} = 1, counted - sumIf(ifNull(g.good, 0), m.side = 'total'), {inverse:UInt8} = 1, toDecimal128(countIf(m.side = 'bad'), 9), counted - toDecimal128(countIf(m.side = 'good'), 9)) AS bad
        FROM message AS g INNER JOIN reads AS m ON m.shape = g.shape AND m.stream = g.stream
        WHERE m.whole = 1 OR (g.value >= m.lo AND g.value <= m.hi) OR (g.value IS NULL AND m.bare = 1 AND m.part = 0)
        GROUP BY g.shape
        HAVING counted > 0
    )
SELECT each.1 AS field, each.2 AS value, toString(sum(j.bad) * {every:UInt64}) AS bad, toString(sum(j.counted) * {every:UInt64}) AS counted
FROM judged AS j INNER JOIN said AS s ON s.shape = j.shape
ARRAY JOIN arrayConcat([('', ''), ('component', s.component), ('state', toString(s.state)), ('severity', toString(s.severity)), ('service', toString(s.service))], arrayMap(one -> (concat('labels.', one.1), one.2), JSONExtractKeysAndValues(s.labels, 'String'))) AS each
WHERE field = '' OR value != ''
GROUP BY field, value
ORDER BY field, sum(j.bad) DESC, sum(j.counted) DESC, value
LIMIT {values:UInt32} BY field
