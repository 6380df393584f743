-- A table of hours or days that still stands in the order of time is copied, and the copy takes its name: what was left by one that was cut short goes (and the copy is
-- made, resort-copies.sql); its rows; the names exchanged at once; the rows of the old table again (the newest of each counts, so all of them may be); the old table.
-- Rows go a partition at a time: a statement may touch a hundred of them, and must end within its time.
DROP TABLE IF EXISTS {copy:Identifier} SYNC;
INSERT INTO {copy:Identifier} SELECT * FROM {table:Identifier} WHERE _partition_id = {partition:String};
EXCHANGE TABLES {table:Identifier} AND {copy:Identifier};
INSERT INTO {table:Identifier} SELECT * FROM {copy:Identifier} WHERE _partition_id = {partition:String};
DROP TABLE {copy:Identifier} SYNC;
