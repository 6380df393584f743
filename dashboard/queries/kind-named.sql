-- The kinds of events whose "service/kind" is that text: a service may hold a stroke too, and then the shorter service comes first.
SELECT s.service AS service, s.kind AS kind
FROM (SELECT DISTINCT service, kind FROM shape WHERE stream = 'event' AND concat(service, '/', kind) = {name:String}) AS s
ORDER BY length(s.service)
LIMIT 1
