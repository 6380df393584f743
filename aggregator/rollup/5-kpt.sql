-- Tier 5: one measure in one period against its lines (MEASURES 5). rows = (k, top, bottom, known, expected, floor, polarity, lined, lower lines, upper lines,
-- elapsed, span, open, top7, bottom7, grows): value = top / bottom; lines = (adequate, desired, worst, best), of a range one of each side, else twice the same.
-- The status compares the value with the lines in integers; score_exact counts thirds of the scale in 10^-24. elapsed of span = scheduled ms so far of all.
-- Pace judges, while the period is open, the forecast elapsed share x value + the rest x the last 7 days' value. What grows with time (sum, count)
-- is judged while the period is open on its own forecast, value / elapsed share. Means count 10^-27, the forecast is rounded to 10^-18: a tie stays one.
-- Each step is a select of its own: an alias is put in place wherever it stands, and as one list of aliases the statement took thrice as long to plan.
SELECT
    k,
    if(d = 0, NULL, toFloat64(r.2) / toFloat64(r.3)) AS value,
    multiIf(r.8 = 0, NULL, NOT judged, 'unknown', w >= desired * d, 'met', w >= adequate * d, 'tolerated', 'missed') AS status,
    if(judged, along, NULL) AS thirds,
    toString(thirds) AS score_exact,
    toFloat64(thirds) / toFloat64(third) * 100 / 3 AS score,
    multiIf(d = 0 OR r.8 = 0 OR r.13 = 0, NULL, r.11 * 10 < r.12, 'too-early', turn * ahead >= turn * then[2] * nano, 'on-track', turn * ahead >= turn * then[1] * nano, 'at-risk', 'off-track') AS pace,
    if(d = 0 OR r.13 = 0 OR (r.11 * 10 < r.12 AND r.16 = 0) OR (r.11 = 0 AND r.16 = 1), NULL, toFloat64(ahead) / 1e18) AS forecast
FROM (
    SELECT *,
        if(ahead_falls, toInt256(-1), toInt256(1)) AS turn, if(ahead_falls, high, low) AS then,
        multiIf(
            w >= desired * d AND w >= best * d, third * 3,
            w >= desired * d, third * 2 + intDiv((w - desired * d) * third, greatest((best - desired) * d, toInt256(1))),
            w >= adequate * d, third + intDiv((w - adequate * d) * third, greatest((desired - adequate) * d, toInt256(1))),
            w > worst * d, least(intDiv((w - worst * d) * third, greatest((adequate - worst) * d, toInt256(1))), third - 1),
            toInt256(0)) AS along
    FROM (
        SELECT *,
            sign * v AS w, sign * side[1] AS adequate, sign * side[2] AS desired, sign * side[3] AS worst, sign * side[4] AS best,
            r.7 = 'lower' OR (r.7 = 'range' AND ahead * 2 > (low[2] + high[2]) * nano) AS ahead_falls
        FROM (
            SELECT *, if(falls, toInt256(-1), toInt256(1)) AS sign, if(falls, high, low) AS side, intDiv(mixed + if(mixed < 0, -1, 1) * intDiv(nano, 2), nano) AS ahead
            FROM (
                SELECT *,
                    -- a value past the middle of a range is judged by its upper lines, where lower is better
                    r.7 = 'lower' OR (r.7 = 'range' AND v * 2 > (low[2] + high[2]) * d) AS falls,
                    if(r.12 = 0 OR r.16 = 1, mean, intDiv(mean * r.11 + mean7 * (r.12 - r.11), toInt256(greatest(r.12, 1)))) AS mixed
                FROM (
                    SELECT *, if(d = 0, toInt256(0), intDiv(v * one, d)) AS mean, if(d7 = 0, mean, intDiv(v7 * one * nano, d7)) AS mean7
                    FROM (
                        SELECT *,
                            if(r.16 = 1 AND r.13 = 1, intDiv(so_far * r.12, toInt256(greatest(r.11, 1))), so_far) AS v,
                            d > 0 AND r.8 = 1 AND NOT (r.5 > 0 AND toDecimal256(r.4, 0) < toDecimal256(r.6, 9) * toDecimal256(r.5, 0)) AS judged
                        FROM (
                            SELECT
                                r, r.1 AS k, toInt256('1000000000000000000') AS one, toInt256(1000000000) AS nano, toInt256('1000000000000000000000000') AS third,
                                arrayMap(l -> toInt256(toDecimal256(l, 9) * nano), [r.9.1, r.9.2, r.9.3, r.9.4]) AS low, arrayMap(l -> toInt256(toDecimal256(l, 9) * nano), [r.10.1, r.10.2, r.10.3, r.10.4]) AS high,
                                toInt256(toDecimal256(r.2, 18) * one) * nano AS so_far, toInt256(toDecimal256(r.3, 18) * one) AS d,
                                toInt256(toDecimal256(r.14, 18) * one) AS v7, toInt256(toDecimal256(r.15, 18) * one) AS d7
                            FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, UInt64, UInt64, String, String, UInt8, Tuple(String, String, String, String), Tuple(String, String, String, String), Int64, Int64, UInt8, String, String, UInt8))')) AS r)
                        )
                    )
                )
            )
        )
    )
)
