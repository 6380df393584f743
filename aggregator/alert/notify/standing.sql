-- What an Alertmanager has been told and must hear again: incidents that fire and are not over, those that are blind, and what has ended since `since`.
-- An incident is over when its rule stands elsewhere, whether or not its end is something to notify. An end is not told of a rule that has begun again: its labels are the same.
SELECT o.id AS id, o.key AS key, o.slo AS slo, o.rule AS rule, o.event AS event, o.target AS target, o.channel AS channel, toUnixTimestamp64Milli(o.at) AS at, o.body AS body,
    d.attempts AS attempts, toUnixTimestamp64Milli(d.first) AS first
FROM (
    -- copies of a row agree in all that is asked here
    SELECT * FROM outbox FINAL
    PREWHERE target = {target:String} AND channel = 'alertmanager' AND if(event IN ('resolved', 'data-back'),
        id IN (SELECT id FROM delivery WHERE target = {target:String} AND outcome = 'delivered' GROUP BY id HAVING min(at) >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')),
        key NOT IN (SELECT key FROM outbox WHERE target = {target:String} AND event = 'resolved') AND id IN (SELECT id FROM delivery WHERE target = {target:String} AND outcome = 'delivered'))
) AS o
INNER JOIN (SELECT id, max(attempt) AS attempts, min(at) AS first FROM delivery WHERE target = {target:String} GROUP BY id) AS d ON d.id = o.id
LEFT JOIN (SELECT slo, rule, argMax(key, version) AS key, argMax(state, version) AS state FROM alert GROUP BY slo, rule) AS a ON a.slo = o.slo AND a.rule = o.rule
WHERE (o.event = 'resolved' AND NOT (a.key != o.key AND a.state IN ('firing', 'blind')))
   OR (o.event = 'data-back' AND a.state != 'blind')
   OR (o.event = 'firing' AND (a.state = '' OR (a.key = o.key AND a.state IN ('firing', 'blind'))))
   OR (o.event = 'no-data' AND a.key = o.key AND a.state = 'blind')
ORDER BY o.at, o.id
LIMIT {most:UInt32}
