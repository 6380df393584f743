-- What stands in the tables for single ranges of the ledger, where several of them overlap: distinct offsets of each kind, and of all together.
-- Raw of days that are dropped is counted by audit-ranges-dropped.sql. ranges = (number, log, epoch, partition, first, last) as JSON.
SELECT g.number AS number, groupBitmapIf(r.offset, r.what = 'stored') AS stored, groupBitmapIf(r.offset, r.what = 'refused') AS refused, groupBitmapIf(r.offset, r.what = 'late') AS late, groupBitmap(r.offset) AS accounted
FROM coordinate AS r
INNER JOIN (
    SELECT e.1 AS number, e.2 AS log, e.3 AS epoch, e.4 AS partition, e.5 AS first, e.6 AS last
    FROM (SELECT arrayJoin(JSONExtract({ranges:String}, 'Array(Tuple(UInt32, String, UInt32, UInt32, UInt64, UInt64))')) AS e)
) AS g ON g.log = r.log AND g.epoch = r.epoch AND g.partition = r.partition
WHERE r.offset BETWEEN g.first AND g.last AND (r.what != 'stored' OR r.day NOT IN (SELECT day FROM sealed FINAL WHERE state > 0))
GROUP BY g.number
