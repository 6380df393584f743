-- The measures of the plan in force, in the order of the plan.
SELECT plan, body FROM measure FINAL
WHERE plan = (SELECT argMax(plan, at) FROM plan)
ORDER BY position
