-- The oldest work that was asked for and is not done, and how often it was begun.
SELECT e.id AS id, e.kind AS kind, e.body AS body, r.begun AS begun
FROM entry AS e LEFT JOIN (SELECT id, state, begun FROM reply FINAL) AS r ON r.id = e.id
WHERE e.kind IN ('backfill', 'whatif', 'rebuild', 'backup', 'test') AND r.state NOT IN ('done', 'failed')
ORDER BY e.at, e.id
LIMIT 1
