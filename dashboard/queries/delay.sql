-- From the commit of messages in the ledger to the checkpoint of the tick that wrote their figures, ms: of the newest `rows` ledger rows since `from` (ms) that are climbed. A checkpoint covers a row
-- by its floor or by the mark of the row's writer. What was imported waits for other reasons; of clocks that disagree (it would be less than nothing) nothing is known.
SELECT count() AS n, quantileExact(0.5)(took) AS p50, quantileExact(0.95)(took) AS p95, quantileExact(0.99)(took) AS p99
FROM (
    SELECT toUnixTimestamp64Milli(min(c.at)) - toUnixTimestamp64Milli(any(l.at)) AS took
    FROM (SELECT seq, writer, log, epoch, partition, first, at FROM ledger FINAL WHERE at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND log != 'import' ORDER BY seq DESC LIMIT {rows:UInt32}) AS l
    CROSS JOIN (SELECT seq, marks, at FROM checkpoint FINAL WHERE at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') ORDER BY version DESC LIMIT {rows:UInt32}) AS c
    WHERE c.seq >= l.seq OR c.marks[l.writer] >= l.seq
    GROUP BY l.seq, l.log, l.epoch, l.partition, l.first
)
WHERE took >= 0
