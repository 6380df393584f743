-- How far each partition of one topic was seen to be covered.
SELECT partition, next FROM resume FINAL WHERE log = {log:String} AND epoch = {epoch:UInt32}
