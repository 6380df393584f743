-- The last checkpoint.
SELECT version, seq, toUnixTimestamp64Milli(watermark) AS watermark, plan FROM checkpoint FINAL ORDER BY version DESC LIMIT 1
