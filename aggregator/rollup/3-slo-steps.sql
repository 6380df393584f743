-- Tier 3 in steps: what one SLO adds up to in each step of a history, and the highest burn rate of each window in it (MEASURES 3). Slots of `grain`
-- seconds (60, 3600 or 86400) from `origin` on; steps = (k, a, b), slots [a, b); windows = (label, slots). A window before the first slot reads as far as it reaches.
WITH
    toDecimal256(1, 9) - toDecimal256({target:String}, 9) AS error,
    (
        SELECT groupArray((d.good, d.total)) FROM (
            SELECT n.number AS slot, sum(s.good) AS good, sum(s.total) AS total
            FROM numbers({slots:UInt64}) AS n
            LEFT JOIN (
                SELECT toUInt64(intDiv(toUnixTimestamp(t) - {origin:UInt32}, {grain:UInt32})) AS slot, toDecimal256(good, 18) AS good, toDecimal256(total, 18) AS total FROM slo_day FINAL
                WHERE {grain:UInt32} = 86400 AND def = {def:String} AND t >= toDateTime({origin:UInt32}, 'UTC') AND t < toDateTime({end:UInt32}, 'UTC')
                UNION ALL
                SELECT toUInt64(intDiv(toUnixTimestamp(t) - {origin:UInt32}, {grain:UInt32})), toDecimal256(good, 18), toDecimal256(total, 18) FROM slo_hour FINAL
                WHERE {grain:UInt32} = 3600 AND def = {def:String} AND t >= toDateTime({origin:UInt32}, 'UTC') AND t < toDateTime({end:UInt32}, 'UTC')
                UNION ALL
                SELECT toUInt64(intDiv(toUnixTimestamp(t) - {origin:UInt32}, {grain:UInt32})), toDecimal256(good, 18), toDecimal256(total, 18) FROM slo_minute FINAL
                WHERE {grain:UInt32} = 60 AND def = {def:String} AND t >= toDateTime({origin:UInt32}, 'UTC') AND t < toDateTime({end:UInt32}, 'UTC')
            ) AS s ON s.slot = n.number
            GROUP BY slot ORDER BY slot
        ) AS d
    ) AS dense,
    arrayConcat([toDecimal256(0, 18)], arrayCumSum(x -> x.1, dense)) AS goods,
    arrayConcat([toDecimal256(0, 18)], arrayCumSum(x -> x.2, dense)) AS totals,
    -- sums over slots (i - w, i]: goods[i + 1] less goods[i + 1 - w], one array an end
    arrayMap(w -> (w.1, arrayMap(i -> (totals[i + 1] - totals[greatest(1, i + 1 - w.2)] - goods[i + 1] + goods[greatest(1, i + 1 - w.2)], totals[i + 1] - totals[greatest(1, i + 1 - w.2)]), range(1, length(totals)))), JSONExtract({windows:String}, 'Array(Tuple(String, Int32))')) AS sums,
    arrayMap(w -> (w.1, arrayMap(x -> toFloat64(toString(x.1)) / nullIf(toFloat64(toString(error * x.2)), 0), w.2)), sums) AS rates,
    goods[s.3 + 1] - goods[s.2 + 1] AS good, totals[s.3 + 1] - totals[s.2 + 1] AS total
SELECT
    s.1 AS k,
    toFloat64(toString(good)) AS good_sum,
    toFloat64(toString(total)) AS total_sum,
    toFloat64(toString(good)) / nullIf(toFloat64(toString(total)), 0) AS value,
    arrayMap(w -> (w.1, arrayReduce('max', arraySlice(w.2, s.2 + 1, s.3 - s.2))), rates) AS burn
FROM (SELECT arrayJoin(JSONExtract({steps:String}, 'Array(Tuple(UInt32, UInt32, UInt32))')) AS s)
