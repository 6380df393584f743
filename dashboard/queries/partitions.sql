-- How far every Kafka partition is, as the process that is furthest with it told, and when anything was told last; one that is stopped as the process that told last saw it.
SELECT log AS topic, partition, toString(stood.1) AS next, toString(stood.2) AS end, toUnixTimestamp64Milli(told) AS told, stopped
FROM (
    SELECT log, partition, argMax(pulse.stopped, pulse.at) AS stopped, if(stopped = '', max((next, end, clock)), argMax((next, end, clock), pulse.at)) AS stood, max(pulse.at) AS told
    FROM pulse FINAL
    WHERE log NOT IN ('http', 'import') AND (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log)
    GROUP BY log, partition
)
ORDER BY topic, partition
