-- One kind of event of a service: how many, the first and the newest (re-sent ones count once).
SELECT count() AS total, toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)) AS last
FROM (
    SELECT max(sie.time) AS time FROM sie
    WHERE sie.service = {service:String} AND sie.shape IN (SELECT shape FROM shape WHERE service = {service:String} AND kind = {kind:String} AND stream = 'event')
    GROUP BY sie.minute, sie.id, sie.source
)
