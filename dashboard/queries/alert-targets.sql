-- Notification targets of the plan in force that cannot be told, and why.
SELECT name, channel, fault FROM target FINAL WHERE plan = (SELECT argMax(plan, at) FROM plan) AND fault != '' ORDER BY name
