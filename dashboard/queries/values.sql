-- Figures that people entered, the newest entry first; holds = it is the newest for its name and instant (spoken, ms).
SELECT id, entered AS at, who, name, spoken AS time, value, text, holds
FROM (
    SELECT toUnixTimestamp64Milli(at) AS entered, id, who, JSONExtractString(body, 'name') AS name, JSONExtractInt(body, 'time') AS spoken, JSONExtractString(body, 'value') AS value, JSONExtractString(body, 'text') AS text,
        (entered, id) = max((entered, id)) OVER (PARTITION BY name, spoken) AS holds
    FROM entry FINAL WHERE kind = 'value'
)
WHERE ({name:String} = '' OR name = {name:String}) AND spoken > {from:Int64} AND spoken <= {to:Int64} AND (entered, id) < ({before:Int64}, {id:String})
ORDER BY entered DESC, id DESC
LIMIT {limit:UInt32}
