-- Writers that are no longer waited for and of which rows came after all, with what was climbed of them.
SELECT l.writer AS writer, any(r.seq) AS seq
FROM ledger AS l INNER JOIN (SELECT writer, seq FROM retired FINAL) AS r ON r.writer = l.writer
WHERE l.seq > r.seq
GROUP BY writer
