-- Figures entered from an instant on (ms), and the instant that each speaks for.
SELECT id, JSONExtractInt(body, 'time') AS time FROM entry WHERE kind = 'value' AND at >= fromUnixTimestamp64Milli({since:Int64})
