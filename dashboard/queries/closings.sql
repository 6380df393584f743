-- Who has closed a scorecard's period that ends at an instant (ms), with the figures that were reported then; the newest first.
SELECT id, toUnixTimestamp64Milli(entry.at) AS at, who, body
FROM entry FINAL
WHERE kind = 'close' AND JSONExtractString(body, 'scorecard') = {scorecard:String} AND JSONExtractInt(body, 'to') = {to:Int64}
ORDER BY entry.at DESC, id DESC
