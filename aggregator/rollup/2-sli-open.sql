-- Slices of tier 2 from a minute (s) on, over all services.
SELECT s.def AS def, toUnixTimestamp(s.t) AS t, sum(s.messages) AS messages, sum(s.good) AS good, sum(s.total) AS total, sum(s.n) AS n, sum(s.sum) AS sum, min(s.min) AS min, max(s.max) AS max, sum(s.covered) AS covered
FROM sli_minute AS s FINAL WHERE s.t >= toDateTime({from:UInt32}, 'UTC') GROUP BY s.def, s.t
