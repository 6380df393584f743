-- Where everything that was taken in stands: log, epoch, partition and offset of raw, refused and late rows. The books are balanced against it.
CREATE VIEW IF NOT EXISTS coordinate AS
SELECT 'stored' AS what, toString(log) AS log, epoch, partition, offset FROM sie
UNION ALL SELECT 'stored', toString(log), epoch, partition, offset FROM sample
UNION ALL SELECT 'refused', toString(log), epoch, partition, offset FROM refused
UNION ALL SELECT 'late', toString(log), epoch, partition, offset FROM late
