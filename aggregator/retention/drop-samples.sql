-- Takes away all samples of a day (YYYYMMDD) at once, like drop-events.sql.
ALTER TABLE sample DROP PARTITION {day:UInt32}
