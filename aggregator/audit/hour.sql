-- An hour of raw (its start, s) by the luck of `salt`: first a day, by the parts there are, then an hour of it that holds messages. Sealed days are left out; no row while there is nothing.
WITH day AS (
    SELECT toUInt32(p.partition) AS d FROM system.parts AS p
    WHERE p.database = currentDatabase() AND p.table IN ('sie', 'sample') AND p.active AND toUInt32(p.partition) NOT IN (SELECT toYYYYMMDD(s.day) FROM sealed AS s FINAL)
    GROUP BY d ORDER BY cityHash64(d, {salt:String}) LIMIT 1
)
SELECT toUInt32(h) AS hour
FROM (
    SELECT toStartOfHour(minute) AS h FROM sie WHERE toYYYYMMDD(minute) = (SELECT d FROM day)
    UNION ALL
    SELECT toStartOfHour(minute) AS h FROM sample WHERE toYYYYMMDD(minute) = (SELECT d FROM day)
)
GROUP BY h ORDER BY cityHash64(h, {salt:String}) LIMIT 1
