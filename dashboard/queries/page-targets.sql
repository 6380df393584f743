-- The notification targets of the plan in force, and why one cannot be told; '' when it can.
SELECT name, channel, fault FROM target FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan) ORDER BY name
