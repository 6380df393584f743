-- Tier 7 and what stands above it: KRAs from KPIs, perspectives from KRAs, scorecards from perspectives, one level a run, by the same rule as 6-kpi.sql.
-- rows = (k, mode, floor, children); children = (weight, critical, status, score in thirds of 10^-24). Contributions (and the veto) add up to the score.
WITH
    toInt256('1000000000000000000000000') AS third, toInt256(10000) AS hair,
    arrayMap(c -> (toInt256(toDecimal256(c.1, 9) * 1000000000), c.2, c.3, if(c.4 = '', toInt256(0), toInt256(c.4)), c.3 IN ('met', 'tolerated', 'missed')), r.4) AS children,
    arraySum(c -> c.1, children) AS every, arraySum(c -> if(c.5, c.1, toInt256(0)), children) AS weights,
    arrayMin(arrayMap(c -> c.4, arrayFilter(c -> c.5, children))) AS lowest,
    arrayFirstIndex(c -> c.5 AND c.4 = lowest, children) AS worst,
    weights > 0 AND toDecimal256(weights, 0) >= toDecimal256(r.3, 9) * toDecimal256(every, 0) AND NOT arrayExists(c -> c.2 = 1 AND NOT c.5, children) AS known,
    if(r.2 = 'worst', lowest, intDiv(arraySum(c -> if(c.5, c.1 * c.4, toInt256(0)), children), greatest(weights, toInt256(1)))) AS mean,
    arrayExists(c -> c.2 = 1 AND c.3 = 'missed', children) AS vetoed,
    if(vetoed, least(mean, toInt256('1999800000000000000000000')), mean) AS thirds
SELECT
    r.1 AS k,
    if(known, toFloat64(thirds) / toFloat64(third) * 100 / 3, NULL) AS score,
    if(known, toString(thirds), '') AS score_exact,
    multiIf(NOT known, 'unknown', thirds + hair < third, 'missed', thirds + hair < third * 2 OR vetoed, 'tolerated', 'met') AS status,
    if(every = 0, 0, toFloat64(weights) / toFloat64(every)) AS coverage,
    arrayMap((c, i) -> multiIf(NOT known OR NOT c.5, NULL, r.2 = 'worst', if(i = worst, toFloat64(c.4) / toFloat64(third) * 100 / 3, 0), toFloat64(c.1 * c.4) / toFloat64(weights) / toFloat64(third) * 100 / 3), children, arrayEnumerate(children)) AS contributions,
    if(known AND thirds < mean, toFloat64(thirds - mean) / toFloat64(third) * 100 / 3, NULL) AS veto
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, Array(Tuple(String, UInt8, String, String))))')) AS r)
