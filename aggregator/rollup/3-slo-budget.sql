-- The budget of a calendar window as a whole (MEASURES 3). rows = (k, good, total, counted seconds so far, counted seconds of the whole window, target, good7, total7):
-- allowed is what the whole window allows when it goes on with as many events. consumed is what has been consumed so far, or, with ahead = 1, what will have been when
-- the rest goes like the last seven days.
WITH
    toDecimal256(r.2, 18) AS g, toDecimal256(r.3, 18) AS n, toDecimal256(1, 9) - toDecimal256(r.6, 9) AS error, toDecimal256(r.8, 18) AS n7,
    (x -> toFloat64(toString(x))) AS f,
    f(r.5) / nullIf(f(r.4), 0) AS grows,
    f(n - g) + if({ahead:UInt8} = 0, 0, f(n) * (grows - 1) * if(n7 = 0, f(n - g) / nullIf(f(n), 0), f(n7 - toDecimal256(r.7, 18)) / nullIf(f(n7), 0))) AS bad,
    f(error) * f(n) * grows AS allowed, f(error) * f(r.5) AS allowed_seconds, bad / nullIf(f(n) * grows, 0) AS share
SELECT
    r.1 AS k,
    share / nullIf(f(error), 0) AS ratio_consumed, 1 - share / nullIf(f(error), 0) AS ratio_remaining,
    ifNull(allowed, 0) AS events_allowed, if(n = 0, 0, bad) AS events_consumed, if(n = 0, 0, allowed - bad) AS events_remaining,
    allowed_seconds AS seconds_allowed, share * f(r.5) AS seconds_consumed, allowed_seconds - share * f(r.5) AS seconds_remaining
FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt32, String, String, String, String, String, String, String))')) AS r)
ORDER BY k
