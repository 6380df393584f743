-- Identities whose copies differ, of minutes from `from` (seconds) on. By the least and the greatest, which need no set of all: of what copies say by a hash of
-- their text, for the hash of a row in which something is missing is missing, too.
SELECT countIf(least != most) AS n
FROM (
    SELECT min(cityHash64(toString((shape, value, good, total, time)))) AS least, max(cityHash64(toString((shape, value, good, total, time)))) AS most FROM sie WHERE minute >= toDateTime({from:UInt32}, 'UTC') GROUP BY minute, service, source, id_key
    UNION ALL
    SELECT min(cityHash64(toString((shape, value, good, total, time)))), max(cityHash64(toString((shape, value, good, total, time)))) FROM sample WHERE minute >= toDateTime({from:UInt32}, 'UTC') GROUP BY minute, service, source, id_key
)
