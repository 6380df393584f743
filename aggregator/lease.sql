-- The greatest lease there is.
SELECT epoch, holder, toUnixTimestamp64Milli(until) AS until FROM lease FINAL ORDER BY epoch DESC LIMIT 1
