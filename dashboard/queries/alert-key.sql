-- Whether there is an incident of this key, and when it was last acknowledged, ms.
SELECT (SELECT count() FROM alert WHERE key = {key:String}) AS n, (SELECT toUnixTimestamp64Milli(max(at)) FROM entry WHERE kind = 'ack' AND JSONExtractString(body, 'key') = {key:String}) AS at
