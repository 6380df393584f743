-- The last checkpoint.
SELECT version, seq, marks, toUnixTimestamp64Milli(watermark) AS watermark, toUnixTimestamp64Milli(closed) AS closed, owing, plan, toUnixTimestamp64Milli(at) AS at FROM checkpoint ORDER BY version DESC LIMIT 1
