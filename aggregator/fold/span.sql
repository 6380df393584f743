-- Evidence of one SLI from `from` to `to` (ms, both inside), and of every key the last before it, not before `since`, and the first after it. In order.
SELECT key, toUnixTimestamp64Milli(time) AS at, service, source, id, state, good, total
FROM (
    SELECT * FROM evidence FINAL WHERE def = {def:String} AND gone = 0 AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    UNION ALL
    SELECT * FROM (
        SELECT * FROM evidence FINAL WHERE def = {def:String} AND gone = 0 AND time < fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
        ORDER BY key DESC, time DESC, id DESC, service DESC, source DESC LIMIT 1 BY key
    )
    UNION ALL
    SELECT * FROM (SELECT * FROM evidence FINAL WHERE def = {def:String} AND gone = 0 AND time > fromUnixTimestamp64Milli({to:Int64}, 'UTC') ORDER BY key, time, id, service, source LIMIT 1 BY key)
)
ORDER BY key, time, id, service, source
