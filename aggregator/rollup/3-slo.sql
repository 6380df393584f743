-- Tier 3, divided once (MEASURES 3). rows = (k, good, total, counted seconds, measured ms, expected ms, target, adequate, floor, window ms, burns);
-- burns = (label, good, total), the one labelled 'now' is the rate of exhaustsAt. Comparisons are in decimals, never in doubles.
WITH
    toDecimal256(r.2, 18) AS g, toDecimal256(r.3, 18) AS n, toDecimal256(r.4, 3) AS c,
    toDecimal256(r.7, 9) AS desired, toDecimal256(r.8, 9) AS adequate, toDecimal256(1, 9) - desired AS error, n - g AS bad,
    (x -> toFloat64(toString(x))) AS f,
    toFloat64(toString(bad)) / nullIf(toFloat64(toString(error * n)), 0) AS consumed,
    toFloat64(toString(error * n - bad)) / nullIf(toFloat64(toString(error * n)), 0) AS remaining,
    arrayMap(b -> (b.1, toFloat64(toString(toDecimal256(b.3, 18) - toDecimal256(b.2, 18))) / nullIf(toFloat64(toString(error * toDecimal256(b.3, 18))), 0)), r.11) AS rates
SELECT
    r.1 AS k,
    toFloat64(r.2) AS good,
    toFloat64(r.3) AS total,
    if(n = 0, NULL, toFloat64(r.2) / toFloat64(r.3)) AS value,
    multiIf(n = 0, 'unknown', r.6 > 0 AND toDecimal256(r.5, 0) < toDecimal256(r.9, 9) * toDecimal256(r.6, 0), 'unknown', g >= desired * n, 'met', g >= adequate * n, 'tolerated', 'missed') AS status,
    if(n = 0, NULL, consumed) AS ratio_consumed,
    if(n = 0, NULL, remaining) AS ratio_remaining,
    toFloat64(toString(error * n)) AS events_allowed,
    toFloat64(toString(bad)) AS events_consumed,
    toFloat64(toString(error * n - bad)) AS events_remaining,
    toFloat64(toString(error * c)) AS seconds_allowed,
    if(n = 0, NULL, toFloat64(toString(bad)) * toFloat64(r.4) / toFloat64(r.3)) AS seconds_consumed,
    if(n = 0, NULL, toFloat64(toString(error * n - bad)) * toFloat64(r.4) / toFloat64(r.3)) AS seconds_remaining,
    arrayFilter(b -> b.1 != 'now', rates) AS burn,
    if(arrayFirst(b -> b.1 = 'now', rates).2 > 0, remaining * r.10 / arrayFirst(b -> b.1 = 'now', rates).2, NULL) AS exhausts_ms
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, String, UInt64, UInt64, String, String, String, UInt64, Array(Tuple(String, String, String))))')) AS r)
