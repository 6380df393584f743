-- Corrections whose newest decision is that they are approved, the oldest first.
SELECT id, body
FROM entry FINAL
WHERE kind = 'correction' AND id IN (
    SELECT correction
    FROM (SELECT JSONExtractString(body, 'correction') AS correction, argMax(JSONExtractString(body, 'state'), (entry.at, id)) AS state FROM entry WHERE kind = 'decision' GROUP BY correction)
    WHERE state = 'approved'
)
ORDER BY entry.at, id
