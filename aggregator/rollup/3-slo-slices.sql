-- Tier 2 to 3: what each timeslice adds to an SLO's value (MEASURES 3). slos = (def, source def, method, timeSliceTarget, grain); minutes = (minute, start of
-- its timeslice, grain): timeslices of several lengths at once. Occurrences add good and total; Timeslices add 1 for a good one of 1; RatioTimeslices add the ratio as an integer of 10^-18, half even.
WITH
    slo AS (SELECT s.1 AS def, s.2 AS source, s.3 AS method, toDecimal256(s.4, 9) AS goal, s.5 AS grain FROM (SELECT arrayJoin(JSONExtract({slos:String}, 'Array(Tuple(String, String, String, String, UInt32))')) AS s)),
    minute AS (SELECT toDateTime(m.1, 'UTC') AS t, toDateTime(m.2, 'UTC') AS start, m.3 AS grain FROM (SELECT arrayJoin(JSONExtract({minutes:String}, 'Array(Tuple(UInt32, UInt32, UInt32))')) AS m)),
    slice AS (
        SELECT minute.start AS start, minute.grain AS grain, s.def AS source, sum(s.good) AS g, sum(s.total) AS n
        FROM sli_minute AS s FINAL INNER JOIN minute ON minute.t = s.t
        WHERE s.t IN (SELECT t FROM minute) AND s.def IN (SELECT source FROM slo) AND s.service != ''
        GROUP BY start, grain, source
    ),
    toInt256(toDecimal256(slice.g, 9) * 1000000000) * toInt256('1000000000000000000') AS top,
    greatest(toInt256(toDecimal256(slice.n, 9) * 1000000000), 1) AS bottom,
    intDiv(top, bottom) AS whole,
    top - whole * bottom AS rest,
    whole + if(rest * 2 > bottom OR (rest * 2 = bottom AND whole % 2 = 1), 1, 0) AS ratio
SELECT
    slice.start AS t, slo.def AS def,
    multiIf(
        slo.method = 'Occurrences', toDecimal256(slice.g, 18),
        slice.n = 0, toDecimal256(0, 18),
        slo.method = 'Timeslices', toDecimal256(toDecimal256(slice.g, 18) >= slo.goal * toDecimal256(slice.n, 9), 18),
        toDecimal256(ratio, 0) * toDecimal256('0.000000000000000001', 18)) AS good,
    if(slo.method = 'Occurrences', toDecimal256(slice.n, 18), toDecimal256(slice.n > 0, 18)) AS total,
    {version:UInt64} AS version
FROM slice INNER JOIN slo ON slo.source = slice.source AND slo.grain = slice.grain
