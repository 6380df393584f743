-- Events and samples, newest first: of one identity the least copy (MEASURES 1), then what is asked of it; only those after the cursor (time, id, service, source).
-- since = from, or later: then only messages whose id was delivered at or after since are looked at, with all their copies (an id alone costs half of what an identity does); those whose least copy is before since are left out.
SELECT one.stream AS stream, one.id AS id, toUnixTimestamp64Milli(one.time) AS at, one.service AS service, one.source AS source, one.component AS component, one.kind AS kind, one.state AS state, toString(one.value) AS number, one.unit AS unit, toString(one.good) AS own_good, toString(one.total) AS own_total, one.severity AS severity, one.labels AS labels, one.log AS log, one.partition AS partition, one.offset AS offset, '' AS counts
FROM (
    SELECT raw.stream AS stream, raw.minute AS minute, raw.service AS service, raw.source AS source, raw.id AS id, raw.time AS time, raw.component AS component, s.kind AS kind, s.state AS state, s.severity AS severity, s.unit AS unit, s.labels AS labels,
        raw.value AS value, raw.good AS good, raw.total AS total, raw.log AS log, raw.partition AS partition, raw.offset AS offset, raw.shape AS shape
    FROM (
        SELECT 'event' AS stream, * REPLACE (sie.id_text AS id) FROM sie
        WHERE sie.minute >= fromUnixTimestamp(intDiv({since:Int64}, 60000) * 60) AND sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sie.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND sie.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND ({service:String} = '' OR sie.service = {service:String})
            AND ({since:Int64} <= {from:Int64} OR sie.id_key IN (SELECT id_key FROM sie WHERE minute >= fromUnixTimestamp(intDiv({since:Int64}, 60000) * 60) AND time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND ({service:String} = '' OR service = {service:String})))
        UNION ALL
        SELECT 'sample' AS stream, * REPLACE (sample.id_text AS id) FROM sample
        WHERE sample.minute >= fromUnixTimestamp(intDiv({since:Int64}, 60000) * 60) AND sample.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sample.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND sample.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND ({service:String} = '' OR sample.service = {service:String})
            AND ({since:Int64} <= {from:Int64} OR sample.id_key IN (SELECT id_key FROM sample WHERE minute >= fromUnixTimestamp(intDiv({since:Int64}, 60000) * 60) AND time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64} + 1, 'UTC') AND ({service:String} = '' OR service = {service:String})))
    ) AS raw INNER JOIN (SELECT * FROM shape WHERE {service:String} = '' OR service = {service:String} LIMIT 1 BY shape) AS s ON s.shape = raw.shape
    ORDER BY minute, service, source, id, stream, state, isNotNull(value), ifNull(value, 0), labels, isNotNull(good), ifNull(good, 0), isNotNull(total), ifNull(total, 0), kind, component, severity, unit, time, log, partition, offset
    LIMIT 1 BY minute, service, source, id, stream
) AS one
WHERE toUnixTimestamp64Milli(one.time) >= {since:Int64} AND (toUnixTimestamp64Milli(one.time), one.id, one.service, one.source) < ({before:Int64}, {beforeId:String}, {beforeService:String}, {beforeSource:String}) AND ({q:String} = '' OR positionCaseInsensitiveUTF8(one.id, {q:String}) > 0 OR positionCaseInsensitiveUTF8(one.labels, {q:String}) > 0)
    AND ({kind:String} = '' OR one.kind = {kind:String}) AND ({state:String} = '' OR one.state = {state:String}) AND ({severity:String} = '' OR one.severity = {severity:String})
ORDER BY at DESC, id DESC, service DESC, source DESC
LIMIT {limit:UInt32}
