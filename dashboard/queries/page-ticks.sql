-- The last ticks that wrote something: how long each took (ms), when at the machine's clock.
SELECT ms, toUnixTimestamp64Milli(at) AS at FROM checkpoint ORDER BY version DESC LIMIT {limit:UInt32}
