-- What all slices of some days (their first seconds) come to, a number a table and day: the same when and only when their figures are.
SELECT what, day, toString(groupBitXor(line)) AS sum FROM (
    SELECT 'sli_minute' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, messages, good, total, n, sum, min, max, covered, first))) AS line FROM sli_minute FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'sli_hour' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, messages, good, total, n, sum, min, max, covered, first))) AS line FROM sli_hour FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'sli_day' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, messages, good, total, n, sum, min, max, covered, first))) AS line FROM sli_day FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'value_minute' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, n, sketch, promoters, detractors, last, last_time, last_id))) AS line FROM value_minute FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'value_hour' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, n, sketch, promoters, detractors, last, last_time, last_id))) AS line FROM value_hour FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'value_day' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, service, n, sketch, promoters, detractors, last, last_time, last_id))) AS line FROM value_day FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'slo_minute' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, total))) AS line FROM slo_minute FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'slo_hour' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, total))) AS line FROM slo_hour FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'slo_day' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, total))) AS line FROM slo_day FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'vma_minute' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, bad, unknown, empty, rest_bad, rest_unknown, blame, first))) AS line FROM vma_minute FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'vma_hour' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, bad, unknown, empty, rest_bad, rest_unknown, blame, first))) AS line FROM vma_hour FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
    UNION ALL
    SELECT 'vma_day' AS what, toUInt32(toStartOfDay(t)) AS day, cityHash64(toString((t, def, good, bad, unknown, empty, rest_bad, rest_unknown, blame, first))) AS line FROM vma_day FINAL WHERE toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC'))
)
GROUP BY what, day
