-- Work that was asked for, and how far it is; state '' = nobody has begun it.
SELECT e.kind AS kind, r.state AS state, r.share AS share, r.message AS message, r.body AS body
FROM entry AS e LEFT JOIN (SELECT id, state, share, message, body FROM reply FINAL WHERE id = {id:String}) AS r ON r.id = e.id
WHERE e.id = {id:String}
LIMIT 1
