-- How many raw rows each day holds of a stream: whether reading them all for an exact quantile is affordable.
SELECT toUInt32(partition) AS day, sum(rows) AS rows FROM system.parts WHERE database = currentDatabase() AND table = if({stream:String} = 'event', 'sie', 'sample') AND active GROUP BY day
