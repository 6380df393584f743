-- Offsets that no log held any more when they were asked for.
SELECT sum(g.n) AS n FROM (SELECT max(last) - first + 1 AS n FROM gap GROUP BY log, epoch, partition, first) AS g
