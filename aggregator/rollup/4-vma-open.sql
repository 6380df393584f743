-- Slices of tier 4 from a minute (s) on.
SELECT v.def AS def, toUnixTimestamp(v.t) AS t, v.good AS good, v.bad AS bad, v.unknown AS unknown, v.empty AS empty, v.rest_bad AS rest_bad, v.rest_unknown AS rest_unknown, v.blame AS blame
FROM vma_minute AS v FINAL WHERE v.t >= toDateTime({from:UInt32}, 'UTC')
