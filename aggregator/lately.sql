-- What raw holds of events from a minute on (seconds), by (minute, service).
SELECT toUInt32(minute) AS at, service FROM sie WHERE minute >= toDateTime({from:UInt32}, 'UTC') GROUP BY minute, service
