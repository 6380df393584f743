-- Tier 2: an SLI through a schedule keeps the counted minutes of another (MEASURES 3, Exclusions). throughs = (source def, own def, counted spans
-- [from, to) that meet the minutes); minutes = those climbed. What is excluded has no row.
WITH
    through AS (
        SELECT x.1 AS source, x.2 AS own, x.3 AS spans
        FROM (SELECT arrayJoin(JSONExtract({throughs:String}, 'Array(Tuple(String, String, Array(Tuple(UInt32, UInt32))))')) AS x)
    ),
    minute AS (SELECT toDateTime(arrayJoin(JSONExtract({minutes:String}, 'Array(UInt32)')), 'UTC') AS t)
SELECT
    m.t AS t, through.own AS def, m.service AS service, m.messages AS messages, m.good AS good, m.total AS total, m.n AS n, m.sum AS sum, m.min AS min, m.max AS max,
    m.covered AS covered, m.first AS first, {version:UInt64} AS version
FROM sli_minute AS m FINAL INNER JOIN through ON through.source = m.def
WHERE m.t IN (SELECT t FROM minute) AND m.def IN (SELECT source FROM through) AND arrayExists(s -> toUnixTimestamp(m.t) >= s.1 AND toUnixTimestamp(m.t) < s.2, through.spans)
