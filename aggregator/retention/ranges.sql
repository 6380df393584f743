-- The offsets of raw rows of some minutes [from, to) (s), as ranges without a hole.
SELECT log, epoch, partition, run[1] AS first, run[-1] AS last, toDate(toDateTime({from:UInt32}, 'UTC')) AS day, {after:UInt8} AS after
FROM (
    SELECT log, epoch, partition, arraySort(groupArray(offset)) AS offsets
    FROM (
        SELECT toString(log) AS log, epoch, partition, offset FROM sie WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
        UNION ALL
        SELECT toString(log), epoch, partition, offset FROM sample WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
    )
    GROUP BY log, epoch, partition
)
-- the same offset twice is a replay that was not merged away yet
ARRAY JOIN arraySplit((offset, step) -> step > 1, offsets, arrayDifference(offsets)) AS run
