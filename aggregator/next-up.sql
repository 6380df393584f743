-- The first minute (seconds) from each of `ends` on in which state SLIs were up: where an outage that lasts past it ends. asks = (def, end).
SELECT DISTINCT toUInt32(up.t) AS minute
FROM (SELECT x.1 AS def, toDateTime(x.2, 'UTC') AS e FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32))')) AS x)) AS ask
ASOF INNER JOIN (
    SELECT s.def AS def, s.t AS t FROM sli_minute AS s FINAL
    WHERE s.def IN (SELECT x.1 FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32))')) AS x)) AND s.t >= toDateTime({from:UInt32}, 'UTC') AND s.good > 0
) AS up ON up.def = ask.def AND ask.e <= up.t
