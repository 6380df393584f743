-- When the slice of each SLI begins that last held a message, seconds; SLIs of which none ever did are missing.
SELECT def, toUnixTimestamp(max(t)) AS last FROM sli_minute WHERE messages > 0 AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)'))) GROUP BY def
