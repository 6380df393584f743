-- Tier 3 to 4: what stands below activities in some minutes. sources = defs of SLI slices, each with the slice targets it is held against (goals, in the same
-- order); nodes = defs of activities. State: 1 good, 2 bad, 0 absent or empty, 3 unknown, 4 as it rests without a row (resting.ts).
WITH
    JSONExtract({sources:String}, 'Array(String)') AS sources, JSONExtract({goals:String}, 'Array(Array(String))') AS goals
SELECT key, goal, groupArray(toUnixTimestamp(t)) AS minutes, groupArray(multiIf(n > 0, if(toDecimal256(g, 18) >= toDecimal256(goal, 9) * toDecimal256(n, 9), 1, 2), seen, 0, 4)) AS states, CAST([], 'Array(Map(LowCardinality(String), Decimal(38, 18)))') AS blames
FROM (
    SELECT s.t AS t, s.def AS key, sum(s.good) AS g, sum(s.total) AS n, max(s.covered) > 0 AS seen
    FROM sli_minute AS s FINAL
    WHERE s.t IN (SELECT toDateTime(arrayJoin(JSONExtract({minutes:String}, 'Array(UInt32)')), 'UTC')) AND s.def IN (SELECT arrayJoin(sources))
    GROUP BY t, key
) ARRAY JOIN goals[transform(key, sources, range(toUInt32(1), toUInt32(length(sources) + 1)), toUInt32(0))] AS goal
GROUP BY key, goal
UNION ALL
SELECT v.def, '', groupArray(toUnixTimestamp(v.t)), groupArray(multiIf(v.good > 0, 1, v.bad > 0, 2, v.unknown > 0, 3, 0)), groupArray(v.blame)
FROM vma_minute AS v FINAL
WHERE v.t IN (SELECT toDateTime(arrayJoin(JSONExtract({minutes:String}, 'Array(UInt32)')), 'UTC')) AND v.def IN (SELECT arrayJoin(JSONExtract({nodes:String}, 'Array(String)')))
GROUP BY v.def
