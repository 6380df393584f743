-- Tier 1 to 2 of minutes that are counted while they grow (aggregator/running-counts.ts): what ranges cover, counted as 2-sli-slices.sql does, is added to the slices
-- that stand. grown = (minute, service, 1 = slices go on, 0 = nothing came before), none of them with a repeated delivery; least = no offset of ranges is less;
-- cuts = where values are told apart, the least of them below every value.
WITH
    part AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service, p.3 AS goes_on FROM (SELECT arrayJoin(JSONExtract({grown:String}, 'Array(Tuple(UInt32, String, UInt8))')) AS p)),
    arraySort(JSONExtract({cuts:String}, 'Array(Decimal(38, 9))')) AS ends,
    pile AS (
        SELECT sie.minute AS t, sie.service AS service, sie.shape AS shape, roundDown(value, ends) AS cut, value = cut AS on_it, count() AS messages, count(value) AS n, sum(value) AS sum, min(value) AS min, max(value) AS max
        FROM sie
        PREWHERE sie.offset >= {least:UInt64} AND arrayExists(r -> sie.offset >= r.4 AND sie.offset <= r.5 AND sie.partition = r.3 AND sie.log = r.1 AND sie.epoch = r.2, JSONExtract({ranges:String}, 'Array(Tuple(String, UInt32, UInt32, UInt64, UInt64))'))
        WHERE (sie.minute, sie.service) IN (SELECT minute, service FROM part)
        GROUP BY t, service, shape, cut, on_it
    ),
    side AS (
        SELECT t, service, m.def AS def, m.side AS side, pile.messages AS messages, pile.n AS n, pile.sum AS sum, pile.min AS min, pile.max AS max
        FROM (SELECT * FROM match FINAL WHERE stream = 'event' AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))) AS m INNER JOIN pile ON m.shape = pile.shape
        WHERE m.whole = 1 OR (cut >= m.lo AND (cut < m.hi OR (cut = m.hi AND on_it))) OR (cut IS NULL AND m.bare = 1 AND m.part = 0)
    )
SELECT
    t, def, service,
    sumIf(side.messages, side.side = 'total') AS messages,
    toDecimal128(if(def IN (SELECT arrayJoin(JSONExtract({inverse:String}, 'Array(String)'))), messages - sumIf(side.messages, side.side = 'bad'), sumIf(side.messages, side.side = 'good')), 9) AS good,
    toDecimal128(messages, 9) AS total,
    sumIf(side.n, side.side = 'total') AS n,
    ifNull(sumIf(side.sum, side.side = 'total'), 0) AS sum,
    minIf(side.min, side.side = 'total') AS min,
    maxIf(side.max, side.side = 'total') AS max,
    0 AS covered,
    if(messages > 0, t, NULL) AS first,
    {version:UInt64} AS version
FROM (
    SELECT t, service, def, side, messages, n, sum, min, max FROM side
    UNION ALL
    -- what stands, as sides; not what a former holder of the lease has stored, late
    SELECT t, service, def, arrayJoin(['total', if(def IN (SELECT arrayJoin(JSONExtract({inverse:String}, 'Array(String)'))), 'bad', 'good')]) AS side,
        toUInt64(multiIf(side = 'total', toDecimal128(messages, 9), side = 'good', good, messages - good)) AS messages, n, sum, min, max
    FROM sli_minute FINAL WHERE version >= {since:UInt64} AND (t, service) IN (SELECT minute, service FROM part WHERE goes_on = 1) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
) AS side
GROUP BY t, def, service
