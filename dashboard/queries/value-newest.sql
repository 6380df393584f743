-- When a figure was last entered for a name and an instant, ms; 0 = never.
SELECT toUnixTimestamp64Milli(max(at)) AS at FROM entry WHERE kind = 'value' AND JSONExtractString(body, 'name') = {name:String} AND JSONExtractInt(body, 'time') = {time:Int64}
