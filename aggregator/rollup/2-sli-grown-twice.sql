-- Which of the touched (minute, service) groups hold again what one of the new messages (those that ranges cover) delivers; least = no offset of ranges is less. By hash, as in 2-sli-twice.sql: two identities that meet only cost the deduplicating form.
WITH
    touched AS (SELECT toDateTime(p.1, 'UTC') AS minute, p.2 AS service FROM (SELECT arrayJoin(JSONExtract({touched:String}, 'Array(Tuple(UInt32, String))')) AS p)),
    new AS (
        SELECT cityHash64(source, id_key) AS hash FROM sie
        PREWHERE offset >= {least:UInt64} AND arrayExists(r -> offset >= r.4 AND offset <= r.5 AND partition = r.3 AND log = r.1 AND epoch = r.2, JSONExtract({ranges:String}, 'Array(Tuple(String, UInt32, UInt32, UInt64, UInt64))'))
        WHERE (minute, service) IN (SELECT minute, service FROM touched)
    )
SELECT toUInt32(minute) AS at, service
FROM sie
WHERE (minute, service) IN (SELECT minute, service FROM touched) AND cityHash64(source, id_key) IN (SELECT hash FROM new)
GROUP BY minute, service
HAVING count() != uniqExact(cityHash64(source, id_key))
