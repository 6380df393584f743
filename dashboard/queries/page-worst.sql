-- The worst minute of each of the ten hours of [from, to) (ms) in which an SLI found the most bad: minute in seconds, bad and counted as text.
SELECT toUnixTimestamp(t) AS minute, toString(worst.wrong) AS bad, toString(worst.all) AS counted
FROM (
    SELECT m.t AS t, sum(m.total) - sum(m.good) AS wrong, sum(m.total) AS all
    FROM sli_minute AS m FINAL
    WHERE m.def = {def:String} AND m.t IN (
        SELECT toDateTime(arrayJoin(range(hour, hour + 3600, 60)), 'UTC') FROM (
            SELECT toUnixTimestamp(h.t) AS hour FROM sli_hour AS h FINAL
            WHERE h.def = {def:String} AND h.t >= toStartOfHour(fromUnixTimestamp64Milli({from:Int64}, 'UTC')) AND h.t < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            GROUP BY h.t HAVING sum(h.total) > sum(h.good) ORDER BY sum(h.total) - sum(h.good) DESC, h.t DESC LIMIT 10
        )
    ) AND m.t >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND m.t < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY m.t HAVING wrong > 0
    ORDER BY wrong DESC, t DESC
    LIMIT 1 BY toStartOfHour(t)
) AS worst
ORDER BY worst.wrong DESC, minute DESC
