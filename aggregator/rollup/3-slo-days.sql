-- UTC days of tier 3 again from their hours. One row a day and SLO.
SELECT toDateTime(toStartOfDay(h.t), 'UTC') AS t, h.def AS def, sum(h.good) AS good, sum(h.total) AS total, {version:UInt64} AS version
FROM slo_hour AS h FINAL
WHERE h.t IN (SELECT toDateTime(arrayJoin(range(d, d + 86400, 3600)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')) AS d))
GROUP BY t, def
