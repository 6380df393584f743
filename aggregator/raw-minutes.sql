-- Every (minute, service) of retained raw, for a plan that is new to the store: newest day first.
SELECT stream, minute, service FROM (
    SELECT 'event' AS stream, toUInt32(minute) AS minute, service FROM sie GROUP BY minute, service
    UNION ALL
    SELECT 'sample' AS stream, toUInt32(minute) AS minute, service FROM sample GROUP BY minute, service
)
ORDER BY minute DESC
