-- The newest minute that holds an event, by the bounds that parts keep.
SELECT toUInt32(max(minute)) AS newest FROM sie
