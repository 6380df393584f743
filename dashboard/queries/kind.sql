-- One kind of event of a service: deliveries, the first and the newest.
SELECT count() AS total, toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)) AS last
FROM sie
WHERE service = {service:String} AND shape IN (SELECT shape FROM shape WHERE service = {service:String} AND kind = {kind:String} AND stream = 'event')
