-- The worst minutes of the worst hours of [from, to) (ms) of one SLI, in seconds, as many as hold at most so many messages, the first one always; and of how many
-- of their messages one is read so that no more are. def = whose minutes count.
WITH
    hour AS (
        SELECT toUnixTimestamp(h.t) AS start FROM sli_hour AS h FINAL
        WHERE h.def = {def:String} AND h.t >= toStartOfHour(fromUnixTimestamp64Milli({from:Int64}, 'UTC')) AND h.t < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        GROUP BY h.t HAVING sum(h.total) > sum(h.good) ORDER BY sum(h.total) - sum(h.good) DESC, h.t DESC LIMIT {hours:UInt32}
    )
SELECT groupArray(toUnixTimestamp(t)) AS worst, toUInt64(greatest(1, ceil(sum(held) / {messages:UInt64}))) AS every
FROM (
    SELECT t, held, sum(held) OVER (ORDER BY wrong DESC, t DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached
    FROM (
        SELECT m.t AS t, sum(m.total) - sum(m.good) AS wrong, sum(m.messages) AS held
        FROM sli_minute AS m FINAL
        WHERE m.def = {def:String} AND m.t IN (SELECT toDateTime(arrayJoin(range(start, start + 3600, 60)), 'UTC') FROM hour)
            AND m.t >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND m.t < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        GROUP BY m.t HAVING wrong > 0
    )
)
WHERE reached <= {messages:UInt64} OR reached = held
