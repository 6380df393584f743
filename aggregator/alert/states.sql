-- Where every state machine stands: the row with the greatest seq, and the tick's version that wrote it.
SELECT slo, rule, argMax(memory, seq) AS memory, argMax(body, seq) AS body, argMax(version, seq) AS version FROM alert FINAL GROUP BY slo, rule
