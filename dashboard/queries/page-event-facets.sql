-- Of what came in a span (ms), how many deliveries there are of each service, kind, state and severity; only those in which `q` stands. The most frequent first.
SELECT s.stream AS stream, s.service AS service, s.kind AS kind, s.state AS state, s.severity AS severity, sum(r.n) AS n
FROM (
    SELECT shape, count() AS n FROM (
        SELECT shape, id_text, service FROM sie WHERE minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        UNION ALL
        SELECT shape, id_text, service FROM sample WHERE minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    )
    WHERE {q:String} = '' OR positionCaseInsensitiveUTF8(id_text, {q:String}) > 0 OR shape IN (SELECT shape FROM shape WHERE positionCaseInsensitiveUTF8(labels, {q:String}) > 0)
    GROUP BY shape
) AS r
INNER JOIN (SELECT * FROM shape LIMIT 1 BY shape) AS s ON s.shape = r.shape
GROUP BY stream, service, kind, state, severity
ORDER BY n DESC, service, kind, state, severity
LIMIT 5000
