-- One kind of event of a service, re-sent ones counted once.
SELECT uniqExact(source, id_key, minute) AS total
FROM sie
WHERE service = {service:String} AND shape IN (SELECT shape FROM shape WHERE service = {service:String} AND kind = {kind:String} AND stream = 'event')
