-- The name of this store.
SELECT id FROM identity ORDER BY epoch DESC LIMIT 1
