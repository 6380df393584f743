-- Takes away all events of a day (YYYYMMDD) at once. Not a row is written: what they were stays in slices, evidence, ledger and table dropped.
ALTER TABLE sie DROP PARTITION {day:UInt32}
