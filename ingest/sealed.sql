-- Days (their first second, UTC) that take no more messages: their raw is dropped, or is about to be.
SELECT toUInt32(day) * 86400 AS day FROM sealed FINAL
