-- What else a ledger row tells. tail, hash = offset and content of the last message taken of the partition so far (hash 0: none yet): the same offset with
-- another content is another log. shapes = the shapes whose rows were written with this batch: who reads this row judges them first.
-- unknown = fields that are no part of a message, left out.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS tail UInt64;
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS shapes Array(UInt64);
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS unknown UInt32
