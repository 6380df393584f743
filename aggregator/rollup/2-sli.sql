-- Tier 2, divided once: ratio = good / total; threshold = the mean of the values; no lines, so no status.
SELECT
    r.1 AS k,
    if(r.2 = 'threshold', NULL, toFloat64(r.3)) AS good,
    toFloat64(r.4) AS total,
    if(toFloat64(r.4) = 0, NULL, if(r.2 = 'threshold', toFloat64(r.5) / toFloat64(r.4), toFloat64(r.3) / toFloat64(r.4))) AS value
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, String, String))')) AS r)
