-- Hours of tier 4 again from their minutes. One row an hour and node.
SELECT toStartOfHour(m.t) AS t, m.def AS def, sum(m.good) AS good, sum(m.bad) AS bad, sum(m.unknown) AS unknown, sum(m.empty) AS empty, sum(m.rest_bad) AS rest_bad, sum(m.rest_unknown) AS rest_unknown, sumMap(m.blame) AS blame, min(m.first) AS first, {version:UInt64} AS version
FROM vma_minute AS m FINAL
WHERE m.t IN (SELECT toDateTime(arrayJoin(range(h, h + 3600, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({hours:String}, 'Array(UInt32)')) AS h))
GROUP BY t, def
