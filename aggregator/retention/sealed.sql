-- Days (their first second, UTC) that take no more messages; state 0 = raw is still there, 1 = it is being dropped, 2 = it is dropped.
SELECT toUInt32(day) * 86400 AS day, state FROM sealed FINAL
