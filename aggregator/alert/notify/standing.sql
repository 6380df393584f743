-- What an Alertmanager has been told and must hear again: incidents that fire and are not over, those that are blind, and what was resolved since `since`.
-- An incident is over when its rule stands elsewhere, whether or not its end is something to notify.
SELECT o.id AS id, o.key AS key, o.slo AS slo, o.rule AS rule, o.event AS event, o.target AS target, o.channel AS channel, toUnixTimestamp64Milli(o.at) AS at, o.body AS body,
    d.attempts AS attempts, toUnixTimestamp64Milli(d.first) AS first
FROM (SELECT * FROM outbox FINAL WHERE channel = 'alertmanager' AND target = {target:String}) AS o
INNER JOIN (
    SELECT id, max(attempt) AS attempts, min(at) AS first, minIf(at, outcome = 'delivered') AS told FROM delivery WHERE target = {target:String} GROUP BY id HAVING countIf(outcome = 'delivered') > 0
) AS d ON d.id = o.id
LEFT JOIN (SELECT key, count() AS ends FROM outbox WHERE target = {target:String} AND event = 'resolved' GROUP BY key) AS e ON e.key = o.key
LEFT JOIN (SELECT slo, rule, argMax(key, (seq, version)) AS key, argMax(state, (seq, version)) AS state FROM alert GROUP BY slo, rule) AS a ON a.slo = o.slo AND a.rule = o.rule
WHERE (o.event = 'resolved' AND d.told >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
   OR (o.event = 'firing' AND e.ends = 0 AND (a.state = '' OR (a.key = o.key AND a.state IN ('firing', 'blind'))))
   OR (o.event = 'no-data' AND e.ends = 0 AND a.key = o.key AND a.state = 'blind')
ORDER BY o.at, o.id
LIMIT {most:UInt32}
