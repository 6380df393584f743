-- Tier 5: what people entered for instants of (from, to]. rows = (k, name, from ms, to ms). For each instant the newest entry holds; one without a value takes the figure back.
WITH JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, Int64, Int64))') AS spans
SELECT k, toString(count()) AS n, toString(sum(v)) AS sum, toString(min(v)) AS min, toString(max(v)) AS max, toString(argMax(v, time)) AS last
FROM (
    SELECT s.1 AS k, time, assumeNotNull(held) AS v
    FROM (
        SELECT name, time, argMax(tuple(toDecimal128OrNull(text, 9)), (at, id)).1 AS held
        FROM (SELECT at, id, JSONExtractString(body, 'name') AS name, JSONExtractInt(body, 'time') AS time, JSONExtractString(body, 'value') AS text FROM entry WHERE kind = 'value')
        WHERE has(arrayMap(s -> s.2, spans), name)
        GROUP BY name, time
    )
    ARRAY JOIN arrayFilter(s -> s.2 = name AND time > s.3 AND time <= s.4, spans) AS s
    WHERE held IS NOT NULL
)
GROUP BY k
