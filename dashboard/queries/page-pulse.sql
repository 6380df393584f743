-- How every partition stands, HTTP too, as whoever is furthest with it told, with its newest event and the clock that it goes by, ms: from these the watermark is made (aggregator/ledger.ts). gone = 1: its reader ended in order.
SELECT log, partition, toString(stood.1) AS next, toString(stood.2) AS end, toUnixTimestamp64Milli(stood.3) AS clock, toUnixTimestamp64Milli(max(pulse.newest)) AS newest, toUnixTimestamp64Milli(max(pulse.at)) AS told, argMax(pulse.gone, pulse.at) AS gone, argMax(pulse.stopped, pulse.at) AS stopped
FROM (SELECT log, partition, pulse.next AS next, pulse.end AS end, pulse.clock AS clock, pulse.newest AS newest, pulse.at AS at, pulse.gone AS gone, pulse.stopped AS stopped, max((next, end, clock)) OVER (PARTITION BY log, partition) AS stood FROM pulse FINAL WHERE log != 'import' AND (log, epoch) IN (SELECT log, max(epoch) FROM pulse GROUP BY log)) AS pulse
GROUP BY log, partition, stood
ORDER BY log, partition
