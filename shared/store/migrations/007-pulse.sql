-- What else the pulse of a partition tells. stopped = why its writer does not read it any more ('' = it does); mode = the clock of the process: wall or events.
ALTER TABLE pulse ADD COLUMN IF NOT EXISTS stopped LowCardinality(String), ADD COLUMN IF NOT EXISTS mode LowCardinality(String)
