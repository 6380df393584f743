-- The newest events of one kind of a service, in [from, to), whether or not an SLI reads them.
SELECT
    toUnixTimestamp(e.minute) AS minute, toUnixTimestamp64Milli(e.time) AS time, e.service AS service, e.id AS id, e.source AS source, s.kind AS kind, s.state AS state, s.labels AS labels, s.unit AS unit, toFloat64(e.value) AS value
FROM (
    SELECT * FROM sie
    WHERE sie.minute >= fromUnixTimestamp({from:Int64}) AND sie.minute < fromUnixTimestamp({to:Int64}) AND sie.service = {service:String}
      AND sie.shape IN (SELECT shape FROM shape WHERE service = {service:String} AND kind = {kind:String} AND stream = 'event')
    ORDER BY sie.minute DESC, sie.time DESC LIMIT {most:UInt32} * 20
) AS e
INNER JOIN (SELECT shape, kind, state, labels, unit FROM shape FINAL) AS s ON s.shape = e.shape
ORDER BY time DESC, id DESC
LIMIT 1 BY id, source, minute
LIMIT {most:UInt32}
