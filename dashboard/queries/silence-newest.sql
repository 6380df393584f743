-- When a rule of a measure was last silenced, ms; 0 = never.
SELECT toUnixTimestamp64Milli(max(at)) AS at FROM entry WHERE kind = 'silence' AND JSONExtractString(body, 'slo') = {slo:String} AND JSONExtractString(body, 'rule') = {rule:String}
