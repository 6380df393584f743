-- Refused messages, newest first.
SELECT r.at AS at, r.code AS code, r.message AS message, r.log AS log, r.epoch AS epoch, r.partition AS partition, r.offset AS offset, r.entry AS entry, r.payload AS payload
FROM refused AS r FINAL WHERE {code:String} = '' OR r.code = {code:String}
ORDER BY r.at DESC, r.log, r.partition, r.offset DESC
LIMIT {limit:UInt32} OFFSET {from:UInt32}
