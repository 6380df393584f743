-- Every delivery of one event with all that is known of it. minute 0 = any minute.
SELECT
    toUnixTimestamp(e.minute) AS minute, toUnixTimestamp64Milli(e.time) AS time, e.service AS service, e.id AS id, e.source AS source, e.component AS component, toString(e.shape) AS shape,
    toString(e.value) AS value, toString(e.good) AS good, toString(e.total) AS total, e.log AS log, e.partition AS partition, e.offset AS offset,
    s.kind AS kind, s.state AS state, s.severity AS severity, s.unit AS unit, s.labels AS labels
FROM (SELECT * FROM sie FINAL WHERE service = {service:String} AND id = {id:String} AND ({minute:Int64} = 0 OR minute = fromUnixTimestamp({minute:Int64}))) AS e
INNER JOIN (SELECT shape, kind, state, severity, unit, labels FROM shape FINAL) AS s ON s.shape = e.shape
ORDER BY minute DESC, log, partition, offset
LIMIT 20
