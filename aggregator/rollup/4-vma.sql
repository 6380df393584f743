-- Tier 4, divided once. rows = (k, op, good, bad, known, slices, desired, adequate, floor, children); children = (weight, good, total, known, slices).
-- all, any, atLeast: good of good + bad minutes, coverage known of all minutes. weighted: sum of weight x attainment over its measured children's weights,
-- each attainment an integer of 10^-18 (half even), coverage likewise; contributions add up to the value.
WITH
    toInt256('1000000000000000000') AS one,
    ((g, n) -> if(n <= 0, toInt256(0), intDiv(g * one, n) + if((g * one - intDiv(g * one, n) * n) * 2 > n OR ((g * one - intDiv(g * one, n) * n) * 2 = n AND intDiv(g * one, n) % 2 = 1), 1, 0))) AS ratio,
    arrayMap(c -> (toInt256(toDecimal256(c.1, 9) * 1000000000), toInt256(toDecimal256(c.2, 18) * one), toInt256(toDecimal256(c.3, 18) * one), toInt256(c.4), toInt256(c.5)), r.10) AS children,
    arraySum(c -> if(c.3 > 0, c.1, toInt256(0)), children) AS weights,
    arraySum(c -> if(c.3 > 0, c.1 * ratio(c.2, c.3), toInt256(0)), children) AS weighed,
    arraySum(c -> c.1 * ratio(c.4, c.5), children) AS covered,
    arraySum(c -> c.1, children) AS every,
    r.2 = 'weighted' AS weighted,
    if(weighted, weighed, toInt256(r.3)) AS top,
    if(weighted, weights * one, toInt256(r.3) + toInt256(r.4)) AS bottom,
    if(weighted, covered, toInt256(r.5)) AS known,
    if(weighted, every * one, toInt256(r.6)) AS slices,
    toInt256(1000000000) AS nano
SELECT
    r.1 AS k,
    if(weighted, NULL, toFloat64(r.3)) AS good,
    if(weighted, NULL, toFloat64(bottom)) AS total,
    if(bottom = 0, NULL, toFloat64(top) / toFloat64(bottom)) AS value,
    if(bottom = 0, '0', toString(ratio(top, bottom))) AS exact,
    if(slices = 0, NULL, toFloat64(known) / toFloat64(slices)) AS coverage,
    multiIf(
        bottom = 0, 'unknown',
        slices > 0 AND known * nano < toInt256(toDecimal256(r.9, 9) * nano) * slices, 'unknown',
        top * nano >= toInt256(toDecimal256(r.7, 9) * nano) * bottom, 'met',
        top * nano >= toInt256(toDecimal256(r.8, 9) * nano) * bottom, 'tolerated', 'missed') AS status,
    arrayMap(c -> if(c.3 > 0, toFloat64(c.1 * ratio(c.2, c.3)) / toFloat64(weights * one), NULL), children) AS contributions
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, UInt64, UInt64, UInt64, UInt64, String, String, String, Array(Tuple(String, String, String, UInt64, UInt64))))')) AS r)
