-- Days (their first seconds), of some, on which slices stand that are not of this rebuild: their version lies before its first or beyond its last. sli, slo, vma = the
-- defs that it makes whole, above = the SLIs of which it makes hours and days whole.
SELECT DISTINCT toUInt32(toStartOfDay(t)) AS day FROM (
    SELECT t FROM sli_minute FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({sli:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM sli_hour FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({above:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM sli_day FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({above:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM value_minute FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({sli:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM value_hour FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({above:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM value_day FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({above:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM slo_minute FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({slo:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM slo_hour FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({slo:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM slo_day FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({slo:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM vma_minute FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({vma:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM vma_hour FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({vma:String}, 'Array(String)')))
    UNION ALL
    SELECT t FROM vma_day FINAL WHERE (version < {before:UInt64} OR version > {beyond:UInt64}) AND toStartOfDay(t) IN (SELECT toDateTime(arrayJoin(JSONExtract({days:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({vma:String}, 'Array(String)')))
)
