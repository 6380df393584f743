-- Refused messages by code: how many, how many since `day` and `hour` (ms), how many of them nobody has sent again, and the last of each.
SELECT code, count() AS n, countIf(r.at >= fromUnixTimestamp64Milli({day:Int64}, 'UTC')) AS lastDay, countIf(r.at >= fromUnixTimestamp64Milli({hour:Int64}, 'UTC')) AS lastHour,
    countIf((r.log, r.epoch, r.partition, toString(r.offset), r.entry) NOT IN (SELECT JSONExtract(base64URLDecode(JSONExtractString(body, 'id')), 'Tuple(String, UInt32, UInt32, String, UInt32)') FROM entry WHERE kind = 'replay')) AS waiting,
    toUnixTimestamp64Milli(max(r.at)) AS last, argMax((r.message, toString(r.log), r.partition, toString(r.offset)), (r.at, r.offset)) AS newest
FROM refused AS r FINAL
GROUP BY code
ORDER BY waiting DESC, n DESC, code
