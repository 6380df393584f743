-- One refused message, by where it came from.
SELECT r.at AS at, r.code AS code, r.message AS message, r.log AS log, r.epoch AS epoch, r.partition AS partition, r.offset AS offset, r.entry AS entry, r.payload AS payload
FROM refused AS r FINAL
WHERE r.log = {log:String} AND r.epoch = {epoch:UInt32} AND r.partition = {partition:UInt32} AND r.offset = {offset:UInt64} AND r.entry = {entry:UInt32}
