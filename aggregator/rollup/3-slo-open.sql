-- Slices of tier 3 from a minute (s) on, and those of timeslices that start before it and end after it (starts, s).
SELECT s.def AS def, toUnixTimestamp(s.t) AS t, s.good AS good, s.total AS total
FROM slo_minute AS s FINAL WHERE s.t >= toDateTime({from:UInt32}, 'UTC') OR s.t IN (SELECT toDateTime(arrayJoin(JSONExtract({starts:String}, 'Array(UInt32)')), 'UTC'))
