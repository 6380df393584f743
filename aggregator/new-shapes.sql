-- Shapes that some SLI of the plan has not been judged against yet: all of them after a plan change, else those written since `since`.
SELECT shape, stream, service, kind, state, severity, component, unit, labels, toUnixTimestamp64Milli(at) AS at
FROM shape FINAL
WHERE at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
