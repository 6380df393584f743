-- Whether ledger rows from a number on speak of minutes before `to` (s): history comes in, or came a short while ago.
SELECT count() AS n
FROM ledger
WHERE seq >= {since:UInt64} AND (arrayExists(p -> p.1 < toDateTime({to:UInt32}, 'UTC'), events) OR arrayExists(p -> p.1 < toDateTime({to:UInt32}, 'UTC'), samples))
