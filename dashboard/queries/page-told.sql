-- Every target of which anything was to be told: how many notifications are still to get there, the last that did, and of those that wait the newest trouble.
SELECT target, waiting, toUnixTimestamp64Milli(delivered) AS delivered, toUnixTimestamp64Milli(trouble.1) AS failed, trouble.2 AS message
FROM (
    SELECT o.target AS target, countIf(d.id = '' OR d.open) AS waiting, max(d.delivered) AS delivered, maxIf((d.failed, d.message), d.open AND d.failed > toDateTime64(0, 3, 'UTC')) AS trouble
    FROM outbox AS o FINAL
    LEFT JOIN (
        SELECT id, countIf(outcome NOT IN ('failed', 'held')) = 0 AS open, maxIf(at, outcome = 'delivered') AS delivered, maxIf(at, outcome = 'failed') AS failed, argMaxIf(message, at, outcome = 'failed') AS message FROM delivery GROUP BY id
    ) AS d ON d.id = o.id
    GROUP BY o.target
)
ORDER BY target
