-- Notifications that somebody is still to get, held back by a silence or not, those of pages before the rest, then in the order in which they happened, with how often it was tried; so many of
-- each target, that one in trouble hides no other. An incident is a page's when any of its notifications is, so that what it has to tell stays in order.
SELECT o.id AS id, o.key AS key, o.slo AS slo, o.rule AS rule, o.event AS event, o.target AS target, o.channel AS channel, toUnixTimestamp64Milli(o.at) AS at, o.body AS body,
    d.attempts AS attempts, toUnixTimestamp64Milli(d.first) AS first, d.held AS held
FROM (SELECT *, max(JSONExtractString(body, 'severity') = 'page') OVER (PARTITION BY key) AS page FROM outbox FINAL PREWHERE id NOT IN (SELECT id FROM delivery WHERE outcome NOT IN ('failed', 'held'))) AS o
LEFT JOIN (
    SELECT id, max(attempt) AS attempts, minIf(at, outcome = 'failed') AS first, max(outcome = 'held') AS held FROM delivery WHERE id NOT IN (SELECT id FROM delivery WHERE outcome NOT IN ('failed', 'held')) GROUP BY id
) AS d ON d.id = o.id
ORDER BY o.page DESC, o.at, indexOf(['firing', 'no-data', 'data-back', 'resolved'], o.event), o.slo, o.rule, o.id
LIMIT {most:UInt32} BY o.target
