-- Burn rates against their lines (MEASURES 3), in whole numbers: it burns when bad·10⁹·den > num·E·n, E = error budget in 10⁻⁹, num/den = f.
-- rows = (k, op, num, den, target, good and total of the long window, of the short one, min bad, min events). Nothing bad never burns, whatever op.
WITH
    toInt256('1000000000') AS nano, toDecimal256('1000000000000000000', 0) AS scale,
    toInt256(r.3) AS num, toInt256(r.4) AS den, nano - toInt256(toDecimal256(r.5, 9) * toDecimal256('1000000000', 0)) AS error,
    toInt256(toDecimal256(r.7, 18) * scale) AS n, n - toInt256(toDecimal256(r.6, 18) * scale) AS bad,
    toInt256(toDecimal256(r.9, 18) * scale) AS n_short, n_short - toInt256(toDecimal256(r.8, 18) * scale) AS bad_short,
    bad * nano * den AS burnt, num * error * n AS line, bad_short * nano * den AS burnt_short, num * error * n_short AS line_short
SELECT
    r.1 AS k,
    bad > 0 AND (burnt > line OR (r.2 = 'gte' AND burnt = line)) AS long,
    bad_short > 0 AND (burnt_short > line_short OR (r.2 = 'gte' AND burnt_short = line_short)) AS short,
    bad >= toInt256(toDecimal256(r.10, 9) * scale) AND n >= toInt256(toDecimal256(r.11, 9) * scale) AS guarded,
    toFloat64(toString(toDecimal256(r.7, 18) - toDecimal256(r.6, 18))) AS bad_shown
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, String, String, String, String, String, String, String, String))')) AS r)
