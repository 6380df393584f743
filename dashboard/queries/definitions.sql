-- Every plan that ever took effect, the oldest first, with what it said of one measure: '' when it did not hold it.
SELECT toUnixTimestamp64Milli(p.at) AS since, p.plan AS plan, m.body AS body
FROM (SELECT at, plan FROM plan FINAL) AS p
LEFT JOIN (SELECT plan, argMin(body, position) AS body FROM measure FINAL WHERE tier = {tier:String} AND name = {name:String} AND internal = 0 GROUP BY plan) AS m ON m.plan = p.plan
WHERE p.plan NOT IN ('', 'none')
ORDER BY since
