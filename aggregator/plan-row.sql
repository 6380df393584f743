-- The last row of table plan: when it was written, and whether the folder had faults then.
SELECT toUnixTimestamp64Milli(max(plan.at)) AS at, argMax(faults, plan.at) AS faults FROM plan HAVING count() > 0
