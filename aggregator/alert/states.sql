-- Where every state machine stands. Versions begin with the epoch of whoever wrote them, so the greatest is the newest of the rightful holder: a row that one
-- which had lost the lease wrote late is older than its successor's, however great its seq.
SELECT slo, rule, argMax(memory, version) AS memory, argMax(body, version) AS body FROM alert FINAL GROUP BY slo, rule
