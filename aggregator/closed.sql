-- Rows of the periods that end at `ends` (ms), one a measure and period: the first as it was reported (first = 1), or the newest. names = [] : all.
SELECT c.tier AS tier, c.scope AS scope, c.name AS name, toUnixTimestamp64Milli(c.start) AS start, toUnixTimestamp64Milli(c.end) AS end, c.revision AS revision, c.plan AS plan, c.body AS body
FROM closed AS c FINAL
WHERE c.end IN (SELECT fromUnixTimestamp64Milli(arrayJoin(JSONExtract({ends:String}, 'Array(Int64)')), 'UTC'))
  AND c.tier IN (SELECT arrayJoin(JSONExtract({tiers:String}, 'Array(String)')))
  AND (empty(JSONExtract({names:String}, 'Array(String)')) OR c.name IN (SELECT arrayJoin(JSONExtract({names:String}, 'Array(String)'))))
ORDER BY if({first:UInt8} = 1, toInt64(c.revision), -toInt64(c.revision))
LIMIT 1 BY c.end, c.tier, c.scope, c.name, c.start
