-- How far the counter of a log without offsets of its own has come.
SELECT max(last) + 1 AS next FROM ledger WHERE log = {log:String} AND epoch = {epoch:UInt32} AND partition = {partition:UInt32} HAVING count() > 0
