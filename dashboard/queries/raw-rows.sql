-- How many rows of raw there are from a minute on (`from`, seconds), and the newest of their minutes, seconds; 0 = there is none.
SELECT count() AS n, toUnixTimestamp(max(minute)) AS newest
FROM (SELECT minute FROM sie WHERE minute >= toDateTime({from:UInt32}, 'UTC') UNION ALL SELECT minute FROM sample WHERE minute >= toDateTime({from:UInt32}, 'UTC'))
