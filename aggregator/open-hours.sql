-- Hours from `from` (s) on in which slices stand.
SELECT DISTINCT toUnixTimestamp(toStartOfHour(t)) AS hour FROM (
    SELECT t FROM sli_minute WHERE t >= toDateTime({from:UInt32}, 'UTC') UNION ALL SELECT t FROM slo_minute WHERE t >= toDateTime({from:UInt32}, 'UTC') UNION ALL SELECT t FROM vma_minute WHERE t >= toDateTime({from:UInt32}, 'UTC')
)
