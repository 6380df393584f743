-- All evidence of some keys of an SLI, in order; all = 1: of every key.
SELECT key, toUnixTimestamp64Milli(time) AS at, service, source, id, state, good, total
FROM evidence FINAL
WHERE def = {def:String} AND gone = 0 AND ({all:UInt8} = 1 OR key IN (SELECT arrayJoin(JSONExtract({keys:String}, 'Array(String)'))))
ORDER BY key, time, id, service, source
