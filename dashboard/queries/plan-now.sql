-- The plan in force.
SELECT argMax(plan, at) AS plan, argMax(folder, at) AS folder, argMax(warnings, at) AS warnings, max(at) AS since FROM plan HAVING count() > 0
