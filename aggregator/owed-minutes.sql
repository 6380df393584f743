-- Minutes (seconds) and services before `to` that were climbed by `version` or later.
SELECT DISTINCT toUInt32(m.t) AS minute, m.service AS service FROM sli_minute AS m WHERE m.version >= {version:UInt64} AND m.t < toDateTime({to:UInt32}, 'UTC')
