-- Closed periods that hold something of [from, to) (ms), with the plan that each was last judged by.
SELECT c.tier AS tier, c.scope AS scope, c.name AS name, toUnixTimestamp64Milli(c.start) AS start, toUnixTimestamp64Milli(c.end) AS end, argMax(c.plan, c.revision) AS plan
FROM closed AS c FINAL
WHERE c.end > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND c.start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY c.tier, c.scope, c.name, c.start, c.end
