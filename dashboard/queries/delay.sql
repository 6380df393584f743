-- From the commit of messages in the ledger to the checkpoint of the tick that wrote their figures, ms: of the newest `rows` ledger rows since `from` (ms) that are climbed. A checkpoint covers a row
-- by its floor or by the mark of the row's writer; the first that does is looked up, not every pair held against each other. What was imported waits for other reasons; of clocks that disagree (it would
-- be less than nothing) nothing is known.
WITH
    row AS (SELECT seq, writer, at FROM ledger FINAL WHERE at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND log != 'import' ORDER BY seq DESC LIMIT {rows:UInt32}),
    reach AS (
        SELECT writer, greatest(c.seq, c.marks[writer]) AS mark, min(c.at) AS at
        FROM (SELECT seq, marks, at FROM checkpoint FINAL WHERE at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') ORDER BY version DESC LIMIT {rows:UInt32}) AS c
        CROSS JOIN (SELECT DISTINCT writer FROM row) AS w
        GROUP BY writer, mark
    )
SELECT count() AS n, quantileExact(0.5)(took) AS p50, quantileExact(0.95)(took) AS p95, quantileExact(0.99)(took) AS p99
FROM (
    SELECT toUnixTimestamp64Milli(c.at) - toUnixTimestamp64Milli(l.at) AS took
    FROM row AS l
    ASOF INNER JOIN (SELECT writer, mark, min(at) OVER (PARTITION BY writer ORDER BY mark DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS at FROM reach) AS c ON c.writer = l.writer AND c.mark >= l.seq
)
WHERE took >= 0
