-- Which files of this folder have been run.
CREATE TABLE IF NOT EXISTS migration (name String, at DateTime DEFAULT now())
ENGINE = ReplacingMergeTree ORDER BY name
