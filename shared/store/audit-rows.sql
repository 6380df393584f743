-- What really stands in the tables, by partition (counted as bitmaps, for offsets lie side by side): distinct coordinates of raw, refused and late rows up to the end of the ledger's ranges,
-- and how many lie beyond (being written now, or left by a crash before its ledger row). Raw of days that are dropped is counted by audit-dropped.sql.
-- ends = (log, epoch, partition, last) as JSON.
SELECT r.log AS log, r.epoch AS epoch, r.partition AS partition,
    groupBitmapIf(r.offset, r.what = 'stored' AND ends.known AND r.offset <= ends.last) AS stored, groupBitmapIf(r.offset, r.what = 'refused' AND ends.known AND r.offset <= ends.last) AS refused,
    groupBitmapIf(r.offset, r.what = 'late' AND ends.known AND r.offset <= ends.last) AS late, groupBitmapIf(r.offset, NOT ends.known OR r.offset > ends.last) AS beyond
FROM coordinate AS r
LEFT JOIN (
    SELECT e.1 AS log, e.2 AS epoch, e.3 AS partition, e.4 AS last, true AS known
    FROM (SELECT arrayJoin(JSONExtract({ends:String}, 'Array(Tuple(String, UInt32, UInt32, UInt64))')) AS e)
) AS ends ON ends.log = r.log AND ends.epoch = r.epoch AND ends.partition = r.partition
WHERE r.what != 'stored' OR r.day NOT IN (SELECT day FROM sealed FINAL WHERE state > 0)
GROUP BY log, epoch, partition
