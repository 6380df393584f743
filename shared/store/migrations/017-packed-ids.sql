-- An id that is a UUID in small letters stands in raw as 16 bytes behind the byte FF, which no text begins with; any other id as it was sent. Rows from before
-- this migration hold such ids as text, too, and stay as they are. id_text = the id as it was sent; id_key = the same for two ids just when they are equal,
-- however they are stored.
ALTER TABLE sie ADD COLUMN IF NOT EXISTS id_text String ALIAS if(length(id) = 17 AND startsWith(id, unhex('FF')), UUIDNumToString(toFixedString(substring(id, 2, 16), 16)), id);
ALTER TABLE sie ADD COLUMN IF NOT EXISTS id_key String ALIAS if(length(id) = 36 AND match(id, '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'), concat(unhex('FF'), UUIDStringToNum(id)), id);
ALTER TABLE sample ADD COLUMN IF NOT EXISTS id_text String ALIAS if(length(id) = 17 AND startsWith(id, unhex('FF')), UUIDNumToString(toFixedString(substring(id, 2, 16), 16)), id);
ALTER TABLE sample ADD COLUMN IF NOT EXISTS id_key String ALIAS if(length(id) = 36 AND match(id, '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'), concat(unhex('FF'), UUIDStringToNum(id)), id)
