-- The newest attempts to deliver what some incidents had to tell, at most so many each.
SELECT d.key AS key, toUnixTimestamp64Milli(d.at) AS at, d.target AS target, d.channel AS channel, d.event AS event, d.attempt AS attempt, d.outcome AS outcome, d.status AS status, d.message AS message
FROM delivery AS d FINAL
WHERE d.key IN (SELECT arrayJoin(JSONExtract({keys:String}, 'Array(String)')))
ORDER BY d.at DESC, d.id, d.attempt DESC
LIMIT {most:UInt32} BY d.key
