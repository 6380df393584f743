-- Which touched (minute, service) groups hold a delivery twice: only those pay for the deduplicating form of 2-sli-slices.sql.
SELECT minute, service
FROM sie
WHERE (minute, service) IN (SELECT (toDateTime(p.1, 'UTC'), p.2) FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p))
GROUP BY minute, service
-- by hash: two identities that meet only cost the deduplicating form
HAVING count() != uniqExact(cityHash64(source, id_key))
