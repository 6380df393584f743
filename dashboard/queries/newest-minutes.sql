-- The minutes of the newest `rows` deliveries before `to` (ms), in seconds: how far back a list of the newest must look to be full. all = 1: there are no others.
SELECT toUnixTimestamp(min(minute)) AS first, toUnixTimestamp(max(minute)) AS last, count() AS n, countIf(stream = 'event') < {rows:UInt32} AND countIf(stream = 'sample') < {rows:UInt32} AS all
FROM (
    SELECT 'event' AS stream, minute FROM (SELECT minute FROM sie WHERE sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND ({service:String} = '' OR sie.service = {service:String}) ORDER BY minute DESC LIMIT {rows:UInt32})
    UNION ALL
    SELECT 'sample' AS stream, minute FROM (SELECT minute FROM sample WHERE sample.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND ({service:String} = '' OR sample.service = {service:String}) ORDER BY minute DESC LIMIT {rows:UInt32})
)
