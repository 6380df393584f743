-- The last checkpoint.
SELECT version, seq, marks, toUnixTimestamp64Milli(watermark) AS watermark, plan FROM checkpoint ORDER BY version DESC LIMIT 1
