-- The newest event time that was committed by a log that speaks for the watermark.
SELECT toUnixTimestamp64Milli(max(newest)) AS newest FROM ledger WHERE speaks = 1
