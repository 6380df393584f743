-- Identities whose copies differ, and ids that came again under another minute. By the least and the greatest, which need no set of all: of what copies say by a hash of
-- their text, for the hash of a row in which something is missing is missing, too.
SELECT sum(differing) AS conflicts, sum(again) AS resent
FROM (
    SELECT countIf(least != most) AS differing, 0 AS again
    FROM (
        SELECT min(cityHash64(toString((shape, value, good, total, time)))) AS least, max(cityHash64(toString((shape, value, good, total, time)))) AS most FROM sie GROUP BY minute, service, source, id_key
        UNION ALL
        SELECT min(cityHash64(toString((shape, value, good, total, time)))), max(cityHash64(toString((shape, value, good, total, time)))) FROM sample GROUP BY minute, service, source, id_key
    )
    UNION ALL
    SELECT 0, countIf(least != most) FROM (
        SELECT min(minute) AS least, max(minute) AS most FROM sie GROUP BY service, source, id_key
        UNION ALL
        SELECT min(minute), max(minute) FROM sample GROUP BY service, source, id_key
    )
)
