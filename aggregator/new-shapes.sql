-- Shapes to judge: all of them (all = 1, a new plan or a new start), else the named ones. shapes = UInt64 as text, JSON.
SELECT shape, stream, service, kind, state, severity, component, unit, labels
FROM shape FINAL
WHERE {all:UInt8} = 1 OR shape IN (SELECT toUInt64(arrayJoin(JSONExtract({shapes:String}, 'Array(String)'))))
