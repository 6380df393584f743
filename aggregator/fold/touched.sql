-- Evidence at touched identity minutes, whatever has gone from there included. defs = who is asked; touched = (minute, service).
SELECT def, key, toUnixTimestamp64Milli(time) AS at, service, source, id, state, good, total, gone
FROM evidence FINAL
WHERE def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)'))) AND (minute, service) IN (SELECT (toDateTime(p.1, 'UTC'), p.2) FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p))
    AND minute IN (SELECT toDateTime(p.1, 'UTC') FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p))
ORDER BY def, key, time, id
