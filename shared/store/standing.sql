-- Rows of slices that begin at some instants (s), of some defs. It is read for each table of slices: TABLE stands for its name.
SELECT * EXCEPT version FROM TABLE FINAL WHERE t IN (SELECT toDateTime(arrayJoin(JSONExtract({at:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
