-- Which checkpoint is the last, the watermark it climbed to, the plan it climbed by.
SELECT version, seq, events, toUnixTimestamp64Milli(watermark) AS at, plan, ms FROM checkpoint ORDER BY version DESC LIMIT 1
