-- The newest gap of every partition found since `since` (ms): first and last offset, and when it was found. Recorded twice it was found when the first did.
SELECT g.log AS log, g.partition AS partition, g.first AS first, g.end AS last, g.found AS at
FROM (
    SELECT log, epoch, partition, first, max(gap.last) AS end, toUnixTimestamp64Milli(min(gap.at)) AS found FROM gap GROUP BY log, epoch, partition, first
) AS g
WHERE g.found >= {since:Int64}
ORDER BY g.found DESC, g.epoch DESC, g.first DESC
LIMIT 1 BY g.log, g.partition
