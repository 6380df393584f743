-- What stands of SLIs in spans of minutes. asks = (def, from, to), seconds, whole minutes.
SELECT s.t AS t, s.def AS def, s.service AS service, s.messages AS messages, s.good AS good, s.total AS total, s.covered AS covered, s.first AS first
FROM sli_minute AS s FINAL
WHERE s.def IN (SELECT x.1 FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32, UInt32))')) AS x))
    AND s.t IN (SELECT toDateTime(arrayJoin(range(x.2, x.3, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32, UInt32))')) AS x))
    AND (s.def, s.t) IN (SELECT x.1, toDateTime(arrayJoin(range(x.2, x.3, 60)), 'UTC') FROM (SELECT arrayJoin(JSONExtract({asks:String}, 'Array(Tuple(String, UInt32, UInt32))')) AS x))
