-- Messages of one code that nobody has sent again, the newest first.
SELECT r.at AS at, r.code AS code, r.message AS message, r.log AS log, r.epoch AS epoch, r.partition AS partition, r.offset AS offset, r.entry AS entry, r.payload AS payload
FROM refused AS r FINAL
WHERE r.code = {code:String}
  AND (r.log, r.epoch, r.partition, toString(r.offset), r.entry) NOT IN (SELECT JSONExtract(base64URLDecode(JSONExtractString(body, 'id')), 'Tuple(String, UInt32, UInt32, String, UInt32)') FROM entry WHERE kind = 'replay')
ORDER BY r.at DESC, r.log, r.partition, r.offset DESC
LIMIT {limit:UInt32}
