-- What the ledger (and gaps) cover of one topic, in order.
SELECT partition, first, last
FROM (
    SELECT partition, first, last FROM ledger FINAL WHERE log = {log:String} AND epoch = {epoch:UInt32}
    UNION ALL
    SELECT partition, first, last FROM gap FINAL WHERE log = {log:String} AND epoch = {epoch:UInt32}
)
ORDER BY partition, first, last
