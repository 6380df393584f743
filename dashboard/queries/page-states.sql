-- The state of measures of the plan in force as their current rows say; wanted = [tier, name] (JSON list). scope '' = over their own window, else over the period of that scorecard.
SELECT tier, name, scope, status FROM figure FINAL
WHERE plan = (SELECT argMax(plan, at) FROM plan) AND closed = 0 AND (tier, name) IN (SELECT arrayJoin(JSONExtract({wanted:String}, 'Array(Tuple(String, String))')))
