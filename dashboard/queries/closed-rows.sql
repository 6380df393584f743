-- Rows of a scorecard's period as they stand: of each measure the newest revision. from and to in ms; none while it is not closed.
SELECT c.tier AS tier, c.name AS name, c.body AS body
FROM closed AS c FINAL
WHERE c.end = fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND c.start = fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND c.scope = {scorecard:String} AND c.tier IN ('kpt', 'kpi', 'kra', 'perspective', 'scorecard')
ORDER BY c.revision DESC
LIMIT 1 BY c.tier, c.name
