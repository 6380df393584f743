-- How many messages were climbed up to a checkpoint, all in all. Adding up what each checkpoint climbed counts twice what stands although its writer never heard so.
-- 0 in rows of earlier versions.
ALTER TABLE checkpoint ADD COLUMN IF NOT EXISTS climbed UInt64
