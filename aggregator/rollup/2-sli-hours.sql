-- Hours of tier 2 again from their minutes. One row an hour, SLI and service.
SELECT
    toStartOfHour(m.t) AS t, m.def AS def, m.service AS service, sum(m.messages) AS messages, sum(m.good) AS good, sum(m.total) AS total, sum(m.n) AS n, sum(m.sum) AS sum,
    min(m.min) AS min, max(m.max) AS max, sum(m.covered) AS covered, min(m.first) AS first, {version:UInt64} AS version
FROM sli_minute AS m FINAL
WHERE m.t IN (SELECT toDateTime(arrayJoin(range(h, h + 3600, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({hours:String}, 'Array(UInt32)')) AS h))
GROUP BY t, def, service
