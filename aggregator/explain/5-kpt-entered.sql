-- What people entered as `name` for instants of (from, to], the newest entry for each instant; at most 50, the newest instant first. older, their sum, least and
-- greatest = the entries before this one.
SELECT time, held.1 AS value, held.2 AS who, held.3 AS text, held.4 AS at, count() OVER earlier AS older, toString(sum(v) OVER earlier) AS older_sum, toString(min(v) OVER earlier) AS older_least, toString(max(v) OVER earlier) AS older_most
FROM (
    SELECT time, argMax(tuple(value, who, text, at), (at, id)) AS held, toDecimal128OrZero(held.1, 9) AS v
    FROM (SELECT toUnixTimestamp64Milli(at) AS at, id, who, JSONExtractString(body, 'name') AS name, JSONExtractInt(body, 'time') AS time, JSONExtractString(body, 'value') AS value, JSONExtractString(body, 'text') AS text FROM entry WHERE kind = 'value')
    WHERE name = {name:String} AND time > {from:Int64} AND time <= {to:Int64}
    GROUP BY time
)
WHERE value != ''
WINDOW earlier AS (ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
ORDER BY time DESC
LIMIT 50
