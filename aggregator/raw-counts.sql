-- Deliveries of events that stand in raw, by (minute, service).
WITH pairs AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({pairs:String}, 'Array(Tuple(UInt32, String))')) AS p))
SELECT toUInt32(minute) AS at, service, count() AS n FROM sie WHERE (minute, service) IN (SELECT minute, service FROM pairs) GROUP BY minute, service
