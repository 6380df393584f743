-- Hours of tier 3 again from their minutes. One row an hour and SLO.
SELECT toStartOfHour(m.t) AS t, m.def AS def, sum(m.good) AS good, sum(m.total) AS total, {version:UInt64} AS version
FROM slo_minute AS m FINAL
WHERE m.t IN (SELECT toDateTime(arrayJoin(range(h, h + 3600, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({hours:String}, 'Array(UInt32)')) AS h))
GROUP BY t, def
