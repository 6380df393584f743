-- Tier 5: one measure in one period against its lines (MEASURES 5). rows = (k, top, bottom, known, expected, floor, polarity, lined, adequate, desired, worst, best,
-- elapsed, span, top7, bottom7, grows): value = top / bottom; the status compares it with the lines in integers; score_exact counts thirds of the scale in 10^-24.
-- Pace judges the forecast elapsed share x value + the rest x the last 7 days' value; elapsed = span means the period is over. What grows with time (sum, count)
-- is judged while the period is open on its own forecast, value / elapsed share. Means count 10^-27, the forecast is rounded to 10^-18: a tie stays one.
WITH
    toInt256('1000000000000000000') AS one, toInt256(1000000000) AS nano, toInt256('1000000000000000000000000') AS third,
    if(r.7 = 'lower', toInt256(-1), toInt256(1)) AS sign,
    sign * toInt256(toDecimal256(r.2, 18) * one) * nano AS so_far, toInt256(toDecimal256(r.3, 18) * one) AS d,
    if(r.17 = 1 AND r.13 < r.14, intDiv(so_far * r.14, toInt256(r.13)), so_far) AS v,
    sign * toInt256(toDecimal256(r.9, 9) * nano) AS adequate, sign * toInt256(toDecimal256(r.10, 9) * nano) AS desired,
    sign * toInt256(toDecimal256(r.11, 9) * nano) AS worst, sign * toInt256(toDecimal256(r.12, 9) * nano) AS best,
    d > 0 AND r.8 = 1 AND NOT (r.5 > 0 AND toDecimal256(r.4, 0) < toDecimal256(r.6, 9) * toDecimal256(r.5, 0)) AS judged,
    ((low, high) -> intDiv((v - low * d) * third, greatest((high - low) * d, toInt256(1)))) AS along,
    toInt256(toDecimal256(r.15, 18) * one) AS v7, toInt256(toDecimal256(r.16, 18) * one) AS d7,
    if(d = 0, toInt256(0), intDiv(sign * v * one, d)) AS mean,
    if(d7 = 0, mean, intDiv(v7 * one * nano, d7)) AS mean7,
    if(r.14 = 0 OR r.17 = 1, mean, intDiv(mean * r.13 + mean7 * (r.14 - r.13), toInt256(r.14))) AS mixed,
    intDiv(mixed + if(mixed < 0, -1, 1) * intDiv(nano, 2), nano) AS ahead
SELECT
    r.1 AS k,
    if(d = 0, NULL, toFloat64(r.2) / toFloat64(r.3)) AS value,
    multiIf(r.8 = 0, NULL, NOT judged, 'unknown', v >= desired * d, 'met', v >= adequate * d, 'tolerated', 'missed') AS status,
    if(NOT judged, NULL, multiIf(
        v >= desired * d AND v >= best * d, third * 3, v >= desired * d, third * 2 + along(desired, best),
        v >= adequate * d, third + along(adequate, desired), v > worst * d, least(along(worst, adequate), third - 1), toInt256(0))) AS thirds,
    toString(thirds) AS score_exact,
    toFloat64(thirds) / toFloat64(third) * 100 / 3 AS score,
    multiIf(d = 0 OR r.8 = 0 OR r.13 >= r.14, NULL, r.13 * 10 < r.14, 'too-early', sign * ahead >= desired * nano, 'on-track', sign * ahead >= adequate * nano, 'at-risk', 'off-track') AS pace,
    if(d = 0 OR r.13 >= r.14 OR (r.17 = 0 AND r.13 * 10 < r.14), NULL, toFloat64(ahead) / 1e18) AS forecast
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, UInt64, UInt64, String, String, UInt8, String, String, String, String, Int64, Int64, String, String, UInt8))')) AS r)
