-- How many events and samples are in the books, and the newest time among them.
SELECT sum(ok) AS events, toUnixTimestamp64Milli(max(newest)) AS newest FROM ledger FINAL
