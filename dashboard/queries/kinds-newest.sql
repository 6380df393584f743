-- When the newest event of each kind up to `to` (ms) was, ms, by its "service/kind": a service may hold a stroke too, and then the shorter service comes first. Kinds of which none is there are missing.
WITH said AS (SELECT DISTINCT shape, service, concat(service, '/', kind) AS name FROM shape WHERE stream = 'event' AND name IN (SELECT arrayJoin(JSONExtract({names:String}, 'Array(String)'))))
SELECT said.name AS name, argMin(newest.last, (length(said.service), -newest.last)) AS last
FROM (SELECT shape, toUnixTimestamp64Milli(max(time)) AS last FROM sie WHERE shape IN (SELECT shape FROM said) AND sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sie.time <= fromUnixTimestamp64Milli({to:Int64}) GROUP BY shape) AS newest
INNER JOIN said ON said.shape = newest.shape
GROUP BY name
