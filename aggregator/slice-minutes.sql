-- Minutes of one day (seconds) that hold slices of SLIs.
SELECT DISTINCT toUInt32(m.t) AS minute FROM sli_minute AS m
WHERE m.t IN (SELECT toDateTime(arrayJoin(range({day:UInt32}, {day:UInt32} + 86400, 60)), 'UTC')) AND m.def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
ORDER BY minute
