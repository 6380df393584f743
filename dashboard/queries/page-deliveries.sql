-- Attempts to tell somebody about incidents (keys = JSON list), the newest first, at most 20 of each.
SELECT key, toUnixTimestamp64Milli(d.at) AS at, event, target, channel, outcome, status, message, attempt
FROM delivery AS d FINAL
WHERE key IN (SELECT arrayJoin(JSONExtract({keys:String}, 'Array(String)')))
ORDER BY d.at DESC, id, attempt DESC
LIMIT 20 BY key
