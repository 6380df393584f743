-- Who spent a budget: bad and counted of what one SLI reads, by every label, component, state, severity and service; field '' = all of it.
-- worst = the minutes looked at, in seconds (JSON list); of what they hold every so manieth identity is read (every), and its counts stand for all. Of an identity
-- only copies count that the SLI reads. source = the SLI that reads their messages. inverse: it names the bad ones; counts: its samples carry good and total. service '' = any.
WITH
    worst AS (SELECT toDateTime(arrayJoin(JSONExtract({worst:String}, 'Array(UInt32)')), 'UTC') AS t),
    reads AS (SELECT * FROM match FINAL WHERE def = {source:String}),
    said AS (SELECT * FROM shape WHERE ({service:String} = '' OR service = {service:String}) AND shape IN (SELECT shape FROM reads WHERE side = 'total') LIMIT 1 BY shape),
    -- of one identity the least copy (MEASURES 1 and 8)
    message AS (
        SELECT 'event' AS stream, shape, value, good, total FROM (
            SELECT sie.minute AS minute, sie.service AS service, sie.source AS source, sie.id_key AS id_key, sie.component AS component, sie.time AS time, sie.shape AS shape, sie.value AS value, sie.good AS good, sie.total AS total, s.state AS state, s.labels AS labels, s.kind AS kind, s.severity AS severity, s.unit AS unit
            FROM sie INNER JOIN said AS s ON s.shape = sie.shape
            WHERE sie.minute IN (SELECT t FROM worst) AND cityHash64(sie.id_key) % {every:UInt64} = 0 AND ({service:String} = '' OR sie.service = {service:String})
            ORDER BY minute, service, source, id_key, state, isNotNull(value), ifNull(value, 0), labels, isNotNull(good), ifNull(good, 0), isNotNull(total), ifNull(total, 0), kind, component, severity, unit, time
            LIMIT 1 BY minute, service, source, id_key
        )
        UNION ALL
        -- a sample belongs to the slice of its time - 1 ms
        SELECT 'sample' AS stream, shape, value, good, total FROM (
            SELECT sample.minute AS minute, sample.service AS service, sample.source AS source, sample.id_key AS id_key, sample.component AS component, sample.time AS time, sample.shape AS shape, sample.value AS value, sample.good AS good, sample.total AS total, s.state AS state, s.labels AS labels, s.kind AS kind, s.severity AS severity, s.unit AS unit
            FROM sample INNER JOIN said AS s ON s.shape = sample.shape
            WHERE sample.minute IN (SELECT t FROM worst UNION ALL SELECT t + 60 FROM worst) AND cityHash64(sample.id_key) % {every:UInt64} = 0 AND ({service:String} = '' OR sample.service = {service:String})
            ORDER BY minute, service, source, id_key, state, isNotNull(value), ifNull(value, 0), labels, isNotNull(good), ifNull(good, 0), isNotNull(total), ifNull(total, 0), kind, component, severity, unit, time
            LIMIT 1 BY minute, service, source, id_key
        )
        WHERE toStartOfMinute(time - toIntervalMillisecond(1)) IN (SELECT t FROM worst)
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
