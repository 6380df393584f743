-- The newest minute that holds a message of each SLI: all minutes, or with `some` = 1 only those of `minutes` (seconds).
SELECT def, toUInt32(max(t)) AS minute FROM sli_minute
WHERE messages > 0 AND ({some:UInt8} = 0 OR t IN (SELECT toDateTime(arrayJoin(JSONExtract({minutes:String}, 'Array(UInt32)')), 'UTC')))
GROUP BY def
