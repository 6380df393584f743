-- UTC days of tier 2 again from their hours. One row a day, SLI and service.
SELECT
    toDateTime(toStartOfDay(h.t), 'UTC') AS t, h.def AS def, h.service AS service, sum(h.messages) AS messages, sum(h.good) AS good, sum(h.total) AS total, sum(h.n) AS n, sum(h.sum) AS sum,
    min(h.min) AS min, max(h.max) AS max, sum(h.covered) AS covered, min(h.first) AS first, {version:UInt64} AS version
FROM sli_hour AS h FINAL
WHERE h.t IN (SELECT toDateTime(arrayJoin(range(d, d + 86400, 3600)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')) AS d))
GROUP BY t, def, service
