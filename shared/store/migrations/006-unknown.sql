-- Fields that are no part of a message, left out: how many of them the messages of a ledger row had.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS unknown UInt32
