-- The plan in force, and what is wrong with the folder when it holds another one.
SELECT argMax(plan, at) AS plan, argMax(folder, at) AS folder, argMax(warnings, at) AS warnings, argMax(faults, at) AS faults, max(at) AS since FROM plan HAVING count() > 0
