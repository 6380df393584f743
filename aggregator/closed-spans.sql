-- Closed periods that hold something of [from, to) (ms), with the plan that each was last judged by; of plans other than `plan` also all that came later.
SELECT p.tier AS tier, p.scope AS scope, p.name AS name, toUnixTimestamp64Milli(p.start) AS start, toUnixTimestamp64Milli(p.end) AS end, p.plan AS plan
FROM (
    SELECT c.tier AS tier, c.scope AS scope, c.name AS name, c.start AS start, c.end AS end, argMax(c.plan, c.revision) AS plan
    FROM closed AS c FINAL
    WHERE c.end > fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    GROUP BY c.tier, c.scope, c.name, c.start, c.end
) AS p
WHERE p.start < fromUnixTimestamp64Milli({to:Int64}, 'UTC') OR p.plan != {plan:String}
