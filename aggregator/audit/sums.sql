-- Hours that are not the sum of their minutes, and days that are not the sum of their hours, by table: how many and the first (s). Of days in [from, to), s, those that
-- end by `whole` (s): what is not over is not added up with every tick.
SELECT table, count() AS n, toUInt32(min(at)) AS first FROM (
    SELECT 'sli_hour' AS table, at, def FROM (
        SELECT toStartOfHour(t) AS at, def, service, messages, good, total, n, covered, 1 AS of FROM sli_minute FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, service, messages, good, total, n, covered, -1 FROM sli_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def, service HAVING sum(of * toInt64(messages)) != 0 OR sum(of * good) != 0 OR sum(of * total) != 0 OR sum(of * toInt64(n)) != 0 OR sum(of * toInt64(covered)) != 0
    UNION ALL
    SELECT 'sli_day' AS table, at, def FROM (
        SELECT toDateTime(toStartOfDay(t), 'UTC') AS at, def, service, messages, good, total, n, covered, 1 AS of FROM sli_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, service, messages, good, total, n, covered, -1 FROM sli_day FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def, service HAVING sum(of * toInt64(messages)) != 0 OR sum(of * good) != 0 OR sum(of * total) != 0 OR sum(of * toInt64(n)) != 0 OR sum(of * toInt64(covered)) != 0
    UNION ALL
    SELECT 'slo_hour' AS table, at, def FROM (
        SELECT toStartOfHour(t) AS at, def, good, total, 1 AS of FROM slo_minute FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, good, total, -1 FROM slo_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def HAVING sum(of * good) != 0 OR sum(of * total) != 0
    UNION ALL
    SELECT 'slo_day' AS table, at, def FROM (
        SELECT toDateTime(toStartOfDay(t), 'UTC') AS at, def, good, total, 1 AS of FROM slo_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, good, total, -1 FROM slo_day FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def HAVING sum(of * good) != 0 OR sum(of * total) != 0
    UNION ALL
    SELECT 'vma_hour' AS table, at, def FROM (
        SELECT toStartOfHour(t) AS at, def, good, bad, unknown, empty, 1 AS of FROM vma_minute FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, good, bad, unknown, empty, -1 FROM vma_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def HAVING sum(of * toInt64(good)) != 0 OR sum(of * toInt64(bad)) != 0 OR sum(of * toInt64(unknown)) != 0 OR sum(of * toInt64(empty)) != 0
    UNION ALL
    SELECT 'vma_day' AS table, at, def FROM (
        SELECT toDateTime(toStartOfDay(t), 'UTC') AS at, def, good, bad, unknown, empty, 1 AS of FROM vma_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, good, bad, unknown, empty, -1 FROM vma_day FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def HAVING sum(of * toInt64(good)) != 0 OR sum(of * toInt64(bad)) != 0 OR sum(of * toInt64(unknown)) != 0 OR sum(of * toInt64(empty)) != 0
    UNION ALL
    SELECT 'value_hour' AS table, at, def FROM (
        SELECT toStartOfHour(t) AS at, def, service, n, 1 AS of FROM value_minute FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, service, n, -1 FROM value_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def, service HAVING sum(of * toInt64(n)) != 0
    UNION ALL
    SELECT 'value_day' AS table, at, def FROM (
        SELECT toDateTime(toStartOfDay(t), 'UTC') AS at, def, service, n, 1 AS of FROM value_hour FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC') UNION ALL SELECT t, def, service, n, -1 FROM value_day FINAL WHERE t >= toDateTime({from:UInt32}, 'UTC') AND t < toDateTime({to:UInt32}, 'UTC')
    ) GROUP BY at, def, service HAVING sum(of * toInt64(n)) != 0
) WHERE toUInt32(at) + if(endsWith(table, '_hour'), 3600, 86400) <= {whole:UInt32}
GROUP BY table ORDER BY table
