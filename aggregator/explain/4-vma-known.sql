-- Minutes of one activity that have a row, as runs in which all are known or all unknown: (from, to, unknown). Minutes without a row rest (resting.ts).
WITH arraySort(groupArray((toUnixTimestamp(v.t), v.unknown > 0))) AS minutes
SELECT arrayMap(run -> (run[1].1, run[-1].1 + 60, run[1].2), arraySplit((m, before) -> m.1 != before.1 + 60 OR m.2 != before.2, minutes, arrayPushFront(arrayPopBack(minutes), (toUInt32(0), toUInt8(0))))) AS runs
FROM vma_minute AS v FINAL
WHERE v.def = {def:String} AND v.t >= toDateTime({from:UInt32}, 'UTC') AND v.t < toDateTime({to:UInt32}, 'UTC')
HAVING length(minutes) > 0
