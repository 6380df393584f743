-- Tells whether anybody has entered anything since: what comes is newer than what merges away, so the sum is another one.
SELECT sum(toUnixTimestamp64Milli(at)) AS sum FROM entry
