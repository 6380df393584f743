-- Where SLIs are not measured within spans: rows = (k, def, from, to). gaps = (last measured minute before, next measured minute, last minute before with
-- something counted, 0 = none); first and last = the measured minutes at the ends, counted = the last minute with something counted. No row: nothing is measured.
WITH ask AS (
    SELECT x.1 AS k, x.2 AS def, toDateTime(x.3, 'UTC') AS a, toDateTime(x.4, 'UTC') AS b
    FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, UInt32, UInt32))')) AS x)
)
SELECT
    k, arrayElement(minutes, 1).1 AS first, arrayElement(minutes, -1).1 AS last,
    arrayFill(c -> c > 0, arrayMap(m -> if(m.2, m.1, 0), minutes)) AS counts,
    arrayElement(counts, -1) AS counted,
    arrayFilter(g -> g.2 - g.1 > 60, arrayMap((m, next, c) -> (m.1, next.1, c), arrayPopBack(minutes), arrayPopFront(minutes), arrayPopBack(counts))) AS gaps
FROM (
    SELECT k, arraySort(groupArray((toUnixTimestamp(t), counted))) AS minutes
    FROM (
        SELECT ask.k AS k, s.t AS t, sum(s.total) > 0 AS counted
        FROM sli_minute AS s FINAL INNER JOIN ask ON ask.def = s.def
        WHERE s.def IN (SELECT def FROM ask) AND s.t >= (SELECT min(a) FROM ask) AND s.t < (SELECT max(b) FROM ask) AND s.t >= ask.a AND s.t < ask.b
        GROUP BY k, t HAVING max(s.covered) > 0
    )
    GROUP BY k
)
