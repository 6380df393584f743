-- Figures and decisions about corrections entered from an instant on (ms), and the instant that a figure speaks for.
SELECT kind, id, JSONExtractInt(body, 'time') AS time FROM entry WHERE kind IN ('value', 'decision') AND at >= fromUnixTimestamp64Milli({since:Int64})
