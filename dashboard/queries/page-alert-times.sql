-- The transitions of one SLO's rules, in order: from them the stretches in which each fired. The newest `limit`.
SELECT rule, seq, state, since, severity FROM (
    SELECT rule, seq, state, toUnixTimestamp64Milli(a.since) AS since, severity FROM alert AS a FINAL WHERE slo = {slo:String} ORDER BY a.since DESC LIMIT {limit:UInt32}
)
ORDER BY rule, seq
