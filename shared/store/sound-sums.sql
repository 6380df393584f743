-- What the ledger says was stored (each range once, and of those that overlap only the ones that stand alone), what retention has dropped since, what ticks have
-- climbed, and whether any day of raw may have gone. stored, dropped and climbed are messages.
SELECT
    (SELECT sumIf(ok, fresh) FROM (SELECT ok, count() OVER earlier = 0 OR first > max(last) OVER earlier AS fresh FROM ledger FINAL WINDOW earlier AS (PARTITION BY log, epoch, partition ORDER BY first, last DESC, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))) AS stored,
    (SELECT sum(ok) FROM ledger FINAL) AS told,
    (SELECT sum(last - first + 1) FROM dropped FINAL) AS dropped,
    (SELECT if(argMax(climbed, version) > 0, argMax(climbed, version), sum(events)) FROM checkpoint FINAL) AS climbed,
    (SELECT count() FROM retired FINAL) AS retired,
    (SELECT count() FROM sealed FINAL WHERE state > 0) AS sealed
