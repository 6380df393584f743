-- The newest events that some SLIs read, in [from, to): of each delivery one, with the defs that count it, find it good, find it bad.
-- defs = JSON list of SLI defs. A match that is not whole holds for values in [lo, hi], or without a value when bare.
WITH (SELECT JSONExtract({defs:String}, 'Array(String)')) AS wanted
SELECT
    toUnixTimestamp(e.minute) AS minute, toUnixTimestamp64Milli(e.time) AS time, e.service AS service, e.id AS id, e.source AS source, any(s.kind) AS kind, any(s.state) AS state, any(s.labels) AS labels,
    any(s.unit) AS unit, toFloat64(any(e.value)) AS value,
    groupUniqArrayIf(m.def, m.side = 'total') AS counted, groupUniqArrayIf(m.def, m.side = 'good') AS good, groupUniqArrayIf(m.def, m.side = 'bad') AS bad
FROM (
    SELECT sie.minute, sie.time, sie.service, sie.id, sie.source, sie.shape, sie.value FROM sie
    WHERE sie.minute >= fromUnixTimestamp({from:Int64}) AND sie.minute < fromUnixTimestamp({to:Int64})
      AND sie.shape IN (SELECT shape FROM match WHERE has(wanted, def) AND side = 'total')
    ORDER BY sie.minute DESC, sie.time DESC LIMIT {most:UInt32} * 50
) AS e
INNER JOIN (SELECT shape, def, side, whole, lo, hi, bare FROM match FINAL WHERE has(wanted, def)) AS m ON m.shape = e.shape
INNER JOIN (SELECT shape, kind, state, labels, unit FROM shape FINAL) AS s ON s.shape = e.shape
WHERE m.whole = 1 OR (isNull(e.value) AND m.bare = 1) OR (e.value >= m.lo AND e.value <= m.hi)
GROUP BY e.minute, e.time, e.service, e.id, e.source
HAVING length(counted) > 0
ORDER BY time DESC, id DESC
LIMIT {most:UInt32}
