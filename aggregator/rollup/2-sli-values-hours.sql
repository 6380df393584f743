-- Hours of the values of tier 2 again from their minutes. One row an hour, SLI and service.
SELECT
    toStartOfHour(m.t) AS t, m.def AS def, m.service AS service, sum(m.n) AS n, sumMap(m.sketch) AS sketch, sum(m.promoters) AS promoters, sum(m.detractors) AS detractors,
    argMax(m.last, (m.n > 0, m.last_time, m.last_id, m.last)) AS last, max(m.last_time) AS last_time, argMax(m.last_id, (m.n > 0, m.last_time, m.last_id, m.last)) AS last_id, {version:UInt64} AS version
FROM value_minute AS m FINAL
WHERE m.t IN (SELECT toDateTime(arrayJoin(range(a, a + 3600, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({hours:String}, 'Array(UInt32)')) AS a))
GROUP BY t, def, service
