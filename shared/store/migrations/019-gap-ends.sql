-- Two gaps that begin together may end apart: two processes record what is gone, and the log forgets on between them. With the end in the key the
-- shorter one cannot take the longer one's place, whichever is written last. ending = last; 0 in rows of earlier versions.
ALTER TABLE gap ADD COLUMN IF NOT EXISTS ending UInt64, MODIFY ORDER BY (log, epoch, partition, first, ending)
