-- One row a (service, kind) of events up to `at`: identities counted once, however often they were sent.
SELECT concat(k.service, '/', k.kind) AS name, argMin(k.kind, k.service) AS of_kind, min(k.service) AS of_service, sum(k.n) AS total, toUnixTimestamp64Milli(max(k.last)) AS last
FROM (
    SELECT s.service AS service, s.kind AS kind, uniqExact(e.source, e.id_key, e.minute) AS n, max(e.time) AS last
    FROM sie AS e INNER JOIN (SELECT shape, any(service) AS service, any(kind) AS kind FROM shape WHERE stream = 'event' GROUP BY shape) AS s ON s.shape = e.shape
    WHERE e.time < fromUnixTimestamp64Milli({at:Int64}, 'UTC')
    GROUP BY service, kind
) AS k
GROUP BY name ORDER BY name
