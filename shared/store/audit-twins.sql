-- Ids that came again under another minute, by the least and the greatest of each, which need no set of all.
SELECT countIf(least != most) AS resent FROM (
    SELECT min(minute) AS least, max(minute) AS most FROM sie GROUP BY service, source, id_key
    UNION ALL
    SELECT min(minute), max(minute) FROM sample GROUP BY service, source, id_key
)
