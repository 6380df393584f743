-- Deploys of a service in [from, to], ms, the newest first: events whose kind is deploy or begins with deploy. Each identity once, of copies that differ the least.
WITH said AS (SELECT shape, kind, state, labels FROM shape WHERE stream = 'event' AND service = {service:String} AND (kind = 'deploy' OR startsWith(kind, 'deploy.')) LIMIT 1 BY shape)
SELECT toUnixTimestamp(one.minute) AS minute, toUnixTimestamp64Milli(one.time) AS at, one.id AS id, one.component AS component, one.kind AS kind, one.state AS state, one.labels AS labels
FROM (
    SELECT raw.minute AS minute, raw.time AS time, raw.id AS id, raw.source AS source, raw.component AS component, said.kind AS kind, said.state AS state, said.labels AS labels
    FROM (
        SELECT sie.minute AS minute, sie.time AS time, sie.id_text AS id, sie.source AS source, sie.component AS component, sie.shape AS shape FROM sie
        WHERE sie.minute >= fromUnixTimestamp(intDiv({from:Int64}, 60000) * 60) AND sie.minute <= fromUnixTimestamp(intDiv({to:Int64}, 1000)) AND sie.service = {service:String} AND sie.shape IN (SELECT shape FROM said)
            AND sie.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND sie.time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    ) AS raw INNER JOIN said ON said.shape = raw.shape
    ORDER BY minute, id, source, state, labels
    LIMIT 1 BY minute, id, source
) AS one
ORDER BY at DESC, id DESC
LIMIT {limit:UInt32}
