-- How far every Kafka partition is, as the process that is furthest with it told, and when anything was told last.
SELECT log AS topic, partition, toString(best.1) AS next, toString(best.2) AS end, toUnixTimestamp64Milli(told) AS told
FROM (
    SELECT log, partition, max((next, end, clock)) AS best, max(at) AS told
    FROM pulse FINAL
    WHERE log NOT IN ('http', 'import') AND (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log)
    GROUP BY log, partition
)
ORDER BY topic, partition
