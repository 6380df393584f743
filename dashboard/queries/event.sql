-- Every delivery of one event or sample with all that is known of it; of copies that differ the least first (MEASURES 1). minute 0 = any minute.
-- key = the id as a packed UUID, if it is one (migrations/017-packed-ids.sql).
WITH if(match({id:String}, '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'), concat(unhex('FF'), UUIDStringToNum({id:String})), {id:String}) AS key
SELECT
    e.stream AS stream, toUnixTimestamp(e.minute) AS minute, toUnixTimestamp64Milli(e.time) AS time, e.service AS service, e.id AS id, e.source AS source, e.component AS component, toString(e.shape) AS shape,
    toString(e.value) AS value, toString(e.good) AS own_good, toString(e.total) AS own_total, e.log AS log, e.partition AS partition, e.offset AS offset,
    s.kind AS kind, s.state AS state, s.severity AS severity, s.unit AS unit, s.labels AS labels
FROM (
    SELECT 'event' AS stream, * REPLACE (sie.id_text AS id) FROM sie FINAL WHERE sie.service = {service:String} AND sie.id IN ({id:String}, key) AND ({minute:Int64} = 0 OR sie.minute = fromUnixTimestamp({minute:Int64}))
    UNION ALL
    SELECT 'sample' AS stream, * REPLACE (sample.id_text AS id) FROM sample FINAL WHERE sample.service = {service:String} AND sample.id IN ({id:String}, key) AND ({minute:Int64} = 0 OR sample.minute = fromUnixTimestamp({minute:Int64}))
) AS e
INNER JOIN (SELECT shape, stream, kind, state, severity, unit, labels FROM shape FINAL) AS s ON s.shape = e.shape AND s.stream = e.stream
ORDER BY minute DESC, stream, s.state, isNotNull(e.value), ifNull(e.value, 0), s.labels, isNotNull(e.good), ifNull(e.good, 0), isNotNull(e.total), ifNull(e.total, 0), kind, component, severity, unit, e.time, log, partition, offset
LIMIT 40
