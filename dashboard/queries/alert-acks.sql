-- Of each incident the newest word on whether somebody has taken it on; keys = JSON list of incidents.
SELECT key, entered.2 AS id, toUnixTimestamp64Milli(entered.1) AS at, entered.3 AS who, entered.4 AS text, entered.5 AS holds
FROM (
    SELECT JSONExtractString(body, 'key') AS key, max((at, id, who, JSONExtractString(body, 'text'), JSONExtractBool(body, 'acknowledged'))) AS entered
    FROM entry WHERE kind = 'ack' AND JSONExtractString(body, 'key') IN (SELECT arrayJoin(JSONExtract({keys:String}, 'Array(String)'))) GROUP BY key
)
