-- Which touched (minute, service) groups hold a delivery twice: only those pay for the deduplicating form of 2-sli-slices.sql.
SELECT minute, service
FROM sie
WHERE (minute, service) IN (SELECT (toDateTime(p.1, 'UTC'), p.2) FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p))
GROUP BY minute, service
HAVING count() != uniqExact(source, id_key)
