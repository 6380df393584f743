-- Tier 5: one measure in one period against its lines (MEASURES 5). rows = (k, top, bottom, known, expected, floor, polarity, lined, lower lines, upper lines,
-- elapsed, span, open, top7, bottom7, grows): value = top / bottom; lines = (adequate, desired, worst, best), of a range one of each side, else twice the same.
-- The status compares the value with the lines in integers; score_exact counts thirds of the scale in 10^-24. elapsed of span = scheduled ms so far of all.
-- Pace judges, while the period is open, the forecast elapsed share x value + the rest x the last 7 days' value. What grows with time (sum, count)
-- is judged while the period is open on its own forecast, value / elapsed share. Means count 10^-27, the forecast is rounded to 10^-18: a tie stays one.
WITH
    toInt256('1000000000000000000') AS one, toInt256(1000000000) AS nano, toInt256('1000000000000000000000000') AS third,
    arrayMap(l -> toInt256(toDecimal256(l, 9) * nano), [r.9.1, r.9.2, r.9.3, r.9.4]) AS low, arrayMap(l -> toInt256(toDecimal256(l, 9) * nano), [r.10.1, r.10.2, r.10.3, r.10.4]) AS high,
    toInt256(toDecimal256(r.2, 18) * one) * nano AS so_far, toInt256(toDecimal256(r.3, 18) * one) AS d,
    if(r.16 = 1 AND r.13 = 1, intDiv(so_far * r.12, toInt256(greatest(r.11, 1))), so_far) AS v,
    -- a value past the middle of a range is judged by its upper lines, where lower is better
    ((x, bottom) -> r.7 = 'lower' OR (r.7 = 'range' AND x * 2 > (low[2] + high[2]) * bottom)) AS falls,
    if(falls(v, d), toInt256(-1), toInt256(1)) AS sign, if(falls(v, d), high, low) AS side,
    sign * v AS w, sign * side[1] AS adequate, sign * side[2] AS desired, sign * side[3] AS worst, sign * side[4] AS best,
    d > 0 AND r.8 = 1 AND NOT (r.5 > 0 AND toDecimal256(r.4, 0) < toDecimal256(r.6, 9) * toDecimal256(r.5, 0)) AS judged,
    ((from, to) -> intDiv((w - from * d) * third, greatest((to - from) * d, toInt256(1)))) AS along,
    toInt256(toDecimal256(r.14, 18) * one) AS v7, toInt256(toDecimal256(r.15, 18) * one) AS d7,
    if(d = 0, toInt256(0), intDiv(v * one, d)) AS mean,
    if(d7 = 0, mean, intDiv(v7 * one * nano, d7)) AS mean7,
    if(r.12 = 0 OR r.16 = 1, mean, intDiv(mean * r.11 + mean7 * (r.12 - r.11), toInt256(greatest(r.12, 1)))) AS mixed,
    intDiv(mixed + if(mixed < 0, -1, 1) * intDiv(nano, 2), nano) AS ahead,
    if(falls(ahead, nano), toInt256(-1), toInt256(1)) AS turn, if(falls(ahead, nano), high, low) AS then
SELECT
    r.1 AS k,
    if(d = 0, NULL, toFloat64(r.2) / toFloat64(r.3)) AS value,
    multiIf(r.8 = 0, NULL, NOT judged, 'unknown', w >= desired * d, 'met', w >= adequate * d, 'tolerated', 'missed') AS status,
    if(NOT judged, NULL, multiIf(
        w >= desired * d AND w >= best * d, third * 3, w >= desired * d, third * 2 + along(desired, best),
        w >= adequate * d, third + along(adequate, desired), w > worst * d, least(along(worst, adequate), third - 1), toInt256(0))) AS thirds,
    toString(thirds) AS score_exact,
    toFloat64(thirds) / toFloat64(third) * 100 / 3 AS score,
    multiIf(d = 0 OR r.8 = 0 OR r.13 = 0, NULL, r.11 * 10 < r.12, 'too-early', turn * ahead >= turn * then[2] * nano, 'on-track', turn * ahead >= turn * then[1] * nano, 'at-risk', 'off-track') AS pace,
    if(d = 0 OR r.13 = 0 OR (r.11 * 10 < r.12 AND r.16 = 0) OR (r.11 = 0 AND r.16 = 1), NULL, toFloat64(ahead) / 1e18) AS forecast
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, UInt64, UInt64, String, String, UInt8, Tuple(String, String, String, String), Tuple(String, String, String, String), Int64, Int64, UInt8, String, String, UInt8))')) AS r)
