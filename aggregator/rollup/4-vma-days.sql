-- UTC days of tier 4 again from their hours. One row a day and node.
SELECT toDateTime(toStartOfDay(h.t), 'UTC') AS t, h.def AS def, sum(h.good) AS good, sum(h.bad) AS bad, sum(h.unknown) AS unknown, sum(h.empty) AS empty, sum(h.rest_bad) AS rest_bad, sum(h.rest_unknown) AS rest_unknown, sumMap(h.blame) AS blame, min(h.first) AS first, {version:UInt64} AS version
FROM vma_hour AS h FINAL
WHERE h.t IN (SELECT toDateTime(arrayJoin(range(d, d + 86400, 3600)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')) AS d))
GROUP BY t, def
