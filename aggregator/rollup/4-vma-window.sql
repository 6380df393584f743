-- Sums of tier 4 over windows. Who asks for the same windows is a set: defs[i] belongs to sets[of[i]], whose windows are covered exactly by pieces
-- (w, grain 1 minute, 2 hour, 3 day, from, to in seconds). Joined by their minutes, hours and days: held against every piece, a year of rolling windows costs twice as much.
WITH
    JSONExtract({sets:String}, 'Array(Array(Tuple(UInt32, UInt8, UInt32, UInt32)))') AS sets, arrayFlatten(sets) AS pieces,
    JSONExtract({defs:String}, 'Array(String)') AS defs, JSONExtract({of:String}, 'Array(UInt32)') AS of
SELECT s.def AS def, w, sum(s.good) AS good, sum(s.bad) AS bad, sum(s.unknown) AS unknown, sum(s.empty) AS empty, sum(s.rest_bad) AS rest_bad, sum(s.rest_unknown) AS rest_unknown, sumMap(s.blame) AS blame
FROM (
    SELECT 3 AS grain, * FROM vma_day FINAL WHERE def IN (SELECT arrayJoin(defs)) AND t IN (SELECT toDateTime(arrayJoin(arrayFlatten(arrayMap(p -> range(p.3, p.4, 86400), arrayFilter(p -> p.2 = 3, pieces)))), 'UTC'))
    UNION ALL
    SELECT 2 AS grain, * FROM vma_hour FINAL WHERE def IN (SELECT arrayJoin(defs)) AND t IN (SELECT toDateTime(arrayJoin(arrayFlatten(arrayMap(p -> range(p.3, p.4, 3600), arrayFilter(p -> p.2 = 2, pieces)))), 'UTC'))
    UNION ALL
    SELECT 1 AS grain, * FROM vma_minute FINAL WHERE def IN (SELECT arrayJoin(defs)) AND t IN (SELECT toDateTime(arrayJoin(arrayFlatten(arrayMap(p -> range(p.3, p.4, 60), arrayFilter(p -> p.2 = 1, pieces)))), 'UTC'))
) AS s
INNER JOIN (
    SELECT set, p.2 AS grain, toDateTime(arrayJoin(range(p.3, p.4, [60, 3600, 86400][p.2])), 'UTC') AS t, p.1 AS w
    FROM (SELECT toUInt32(i) AS set, arrayJoin(sets[i]) AS p FROM (SELECT arrayJoin(arrayEnumerate(sets)) AS i))
) AS q ON q.set = transform(s.def, defs, of, toUInt32(0)) AND q.grain = s.grain AND q.t = s.t
GROUP BY s.def, w
