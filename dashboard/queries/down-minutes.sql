-- The newest minutes (seconds) of [from, to) in which a component of a state SLI was told to be down and the SLI, as its minutes are counted under `counted`, lost time.
-- up = states that are up; down = those that are down, [] = every other one.
WITH JSONExtract({up:String}, 'Array(String)') AS up, JSONExtract({down:String}, 'Array(String)') AS down
SELECT toUnixTimestamp(s.t) AS minute
FROM sli_minute AS s FINAL
WHERE s.def = {counted:String} AND s.good < s.total AND s.t IN (
    SELECT e.minute FROM evidence AS e FINAL
    WHERE e.def = {def:String} AND e.gone = 0 AND e.minute >= toDateTime({from:UInt32}, 'UTC') AND e.minute < toDateTime({to:UInt32}, 'UTC') AND NOT has(up, e.state) AND (empty(down) OR has(down, e.state))
)
ORDER BY minute DESC
LIMIT {limit:UInt32}
