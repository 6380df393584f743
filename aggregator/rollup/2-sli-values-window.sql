-- Values of tier 2 over windows. asks = (k, def, w); pieces = the exact cover of window w: days, hours and minutes from a to b. stamp tells whether anything has changed.
WITH
    piece AS (SELECT p.1 AS w, p.2 AS grain, p.3 AS a, p.4 AS b FROM (SELECT arrayJoin(JSONExtract({pieces:String}, 'Array(Tuple(UInt32, String, UInt32, UInt32))')) AS p)),
    ask AS (
        SELECT x.1 AS k, x.2 AS def, piece.grain AS grain, toDateTime(piece.a, 'UTC') AS a, toDateTime(piece.b, 'UTC') AS b
        FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(UInt32, String, UInt32))')) AS x) AS y INNER JOIN piece ON piece.w = y.x.3
    )
SELECT
    k, sum(s.n) AS n, sumMap(s.sketch) AS sketch, sum(s.promoters) AS promoters, sum(s.detractors) AS detractors,
    argMax(s.last, (s.n > 0, s.last_time, s.last_id, s.last)) AS last, toUnixTimestamp64Milli(maxIf(s.last_time, s.n > 0)) AS last_ms, argMax(s.last_id, (s.n > 0, s.last_time, s.last_id, s.last)) AS last_id, max(s.version) AS stamp
FROM (
    SELECT ask.k AS k, d.* FROM value_day AS d FINAL INNER JOIN ask ON ask.def = d.def
    WHERE ask.grain = 'd' AND d.t >= ask.a AND d.t < ask.b AND d.t IN (SELECT toDateTime(arrayJoin(range(a, b, 86400)), 'UTC') FROM piece WHERE grain = 'd')
    UNION ALL
    SELECT ask.k AS k, h.* FROM value_hour AS h FINAL INNER JOIN ask ON ask.def = h.def
    WHERE ask.grain = 'h' AND h.t >= ask.a AND h.t < ask.b AND h.t IN (SELECT toDateTime(arrayJoin(range(a, b, 3600)), 'UTC') FROM piece WHERE grain = 'h')
    UNION ALL
    SELECT ask.k AS k, m.* FROM value_minute AS m FINAL INNER JOIN ask ON ask.def = m.def
    WHERE ask.grain = 'm' AND m.t >= ask.a AND m.t < ask.b AND m.t IN (SELECT toDateTime(arrayJoin(range(a, b, 60)), 'UTC') FROM piece WHERE grain = 'm')
) AS s
GROUP BY k
