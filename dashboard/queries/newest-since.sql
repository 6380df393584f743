-- The time (ms) of the `rows`-th newest delivery of [from, to): a list of the newest need not look behind it. Without so many, `from`.
-- defs = SLI defs (JSON list), one of which must read it; none = any message.
WITH JSONExtract({defs:String}, 'Array(String)') AS defs
SELECT if(count() < {rows:UInt32}, {from:Int64}, toUnixTimestamp64Milli(min(time))) AS since
FROM (
    SELECT time FROM (
        SELECT sie.time AS time FROM sie
        WHERE sie.minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sie.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND sie.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND ({service:String} = '' OR sie.service = {service:String})
            AND (empty(defs) OR sie.shape IN (SELECT shape FROM match WHERE notEmpty(defs) AND has(defs, def)))
        ORDER BY time DESC LIMIT {rows:UInt32}
        UNION ALL
        SELECT sample.time AS time FROM sample
        WHERE sample.minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND sample.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sample.time >= fromUnixTimestamp64Milli({from:Int64} + 1, 'UTC') AND sample.time < fromUnixTimestamp64Milli({to:Int64} + 1, 'UTC') AND ({service:String} = '' OR sample.service = {service:String})
            AND (empty(defs) OR sample.shape IN (SELECT shape FROM match WHERE notEmpty(defs) AND has(defs, def)))
        ORDER BY time DESC LIMIT {rows:UInt32}
    )
    ORDER BY time DESC LIMIT {rows:UInt32}
)
