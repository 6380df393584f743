-- Tier 3 to 4: the state of each node of one level in each touched minute, three-valued (MEASURES 4). nodes = (def, op, need);
-- ties = (node, child name, child tier, child key, slice target, whether the child is an inline group); rests = (child key or node, (from, to, state)):
-- the state without a row, 0 where none is told (resting.ts).
-- States: 1 good, 2 bad, 3 unknown, 0 absent or empty. An inline group passes its part of a bad minute on to its own children.
WITH
    minute AS (SELECT toDateTime(arrayJoin(JSONExtract({minutes:String}, 'Array(UInt32)')), 'UTC') AS t),
    node AS (SELECT x.1 AS def, x.2 AS op, x.3 AS need FROM (SELECT arrayJoin(JSONExtract({nodes:String}, 'Array(Tuple(String, String, UInt32))')) AS x)),
    tie AS (
        SELECT x.1 AS node, x.2 AS child, x.3 AS tier, x.4 AS key, toDecimal256(x.5, 9) AS goal, x.6 AS inner
        FROM (SELECT arrayJoin(JSONExtract({ties:String}, 'Array(Tuple(String, String, String, String, String, UInt8))')) AS x)
    ),
    rest AS (
        SELECT minute.t AS t, r.key AS key, arrayFirst(s -> toUnixTimestamp(minute.t) >= s.1 AND toUnixTimestamp(minute.t) < s.2, r.list).3 AS state
        FROM minute CROSS JOIN (SELECT x.1 AS key, x.2 AS list FROM (SELECT arrayJoin(JSONExtract({rests:String}, 'Array(Tuple(String, Array(Tuple(UInt32, UInt32, UInt8))))')) AS x)) AS r
    ),
    below AS (
        SELECT s.t AS t, s.def AS key, sum(s.good) AS g, sum(s.total) AS n, max(s.covered) > 0 AS seen, 0 AS state, CAST(map(), 'Map(LowCardinality(String), Decimal(38, 18))') AS blame
        FROM sli_minute AS s FINAL WHERE s.t IN (SELECT t FROM minute) AND s.def IN (SELECT key FROM tie WHERE tier = 'slo') GROUP BY t, key
        UNION ALL
        SELECT v.t, v.def, 0, 0, 1, multiIf(v.good > 0, 1, v.bad > 0, 2, v.unknown > 0, 3, 0), v.blame
        FROM vma_minute AS v FINAL WHERE v.t IN (SELECT t FROM minute) AND v.def IN (SELECT key FROM tie WHERE tier = 'vma')
    ),
    judged AS (
        SELECT pair.t AS t, pair.node AS node, pair.child AS child, multiIf(
            below.key = '', rest.state,
            pair.tier = 'vma', below.state,
            below.n > 0, if(toDecimal256(below.g, 18) >= pair.goal * toDecimal256(below.n, 9), 1, 2),
            below.seen, 0, rest.state) AS state,
            if(pair.inner = 1, below.blame, map(toLowCardinality(pair.child), toDecimal128(1, 18))) AS part
        FROM (SELECT minute.t AS t, tie.node AS node, tie.child AS child, tie.tier AS tier, tie.key AS key, tie.goal AS goal, tie.inner AS inner FROM minute CROSS JOIN tie) AS pair
        LEFT JOIN below ON below.t = pair.t AND below.key = pair.key LEFT JOIN rest ON rest.t = pair.t AND rest.key = pair.key
    ),
    voted AS (
        SELECT t, node, countIf(state = 1) AS goods, countIf(state = 2) AS bads, countIf(state = 3) AS unknowns, sumMapIf(part, state = 2) AS culprits
        FROM judged GROUP BY t, node
    )
SELECT
    voted.t AS t, voted.node AS def, toUInt32(verdict = 1) AS good, toUInt32(verdict = 2) AS bad, toUInt32(verdict = 3) AS unknown, toUInt32(verdict = 0) AS empty,
    toUInt32(rest.state = 2) AS rest_bad, toUInt32(rest.state = 3) AS rest_unknown,
    if(verdict = 2 AND bads > 0, mapApply((child, part) -> (child, CAST(part / bads, 'Decimal(38, 18)')), culprits), CAST(map(), 'Map(LowCardinality(String), Decimal(38, 18))')) AS blame,
    if(verdict IN (1, 2), voted.t, NULL) AS first, {version:UInt64} AS version
FROM (
    SELECT *, multiIf(
        goods + bads + unknowns = 0, 0,
        node.op = 'all', multiIf(bads > 0, 2, unknowns > 0, 3, 1),
        node.op = 'any', multiIf(goods > 0, 1, unknowns > 0, 3, 2),
        multiIf(goods >= node.need, 1, goods + unknowns < node.need, 2, 3)) AS verdict
    FROM voted INNER JOIN node ON node.def = voted.node
) AS voted
LEFT JOIN rest ON rest.t = voted.t AND rest.key = voted.node
