-- What people said about measures, the newest first; tier, name and scorecard '' = any. It speaks for an instant of (from, to], ms.
SELECT id, entered AS at, who, tier, name, card, spoken AS time, text
FROM (
    SELECT toUnixTimestamp64Milli(at) AS entered, id, who, JSONExtractString(body, 'tier') AS tier, JSONExtractString(body, 'name') AS name, JSONExtractString(body, 'scorecard') AS card, JSONExtractInt(body, 'time') AS spoken, JSONExtractString(body, 'text') AS text
    FROM entry FINAL WHERE kind = 'comment'
)
WHERE ({tier:String} = '' OR tier = {tier:String}) AND ({name:String} = '' OR name = {name:String}) AND ({scorecard:String} = '' OR card IN ('', {scorecard:String}))
  AND spoken > {from:Int64} AND spoken <= {to:Int64} AND (entered, id) < ({before:Int64}, {id:String})
ORDER BY entered DESC, id DESC
LIMIT {limit:UInt32}
