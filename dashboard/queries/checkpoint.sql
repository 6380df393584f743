-- The last checkpoint, and how long ticks took lately.
SELECT argMax(seq, version) AS seq, toJSONString(argMax(marks, version)) AS marks, toUnixTimestamp64Milli(argMax(watermark, version)) AS watermark, argMax(held, version) AS held, argMax(ms, version) AS last, quantileExact(0.95)(ms) AS p95
FROM (SELECT * FROM checkpoint ORDER BY version DESC LIMIT 200) HAVING count() > 0
