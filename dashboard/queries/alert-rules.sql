-- The alert rules of the plan in force, in the order of the plan; since = when it took effect.
SELECT body, (SELECT toUnixTimestamp64Milli(max(p.at)) FROM plan AS p) AS since FROM rule FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan) ORDER BY position
