-- Raw parts keep a file a column from some seven thousand rows on, not only from 10 MiB: with granules of 512 rows a part in one file compresses each column of
-- each granule by itself, which costs up to a fifth more bytes, and CPU. Decimals are 16 bytes of which few differ.
ALTER TABLE sie MODIFY SETTING min_bytes_for_wide_part = 1048576;
ALTER TABLE sample MODIFY SETTING min_bytes_for_wide_part = 1048576;
ALTER TABLE sie MODIFY COLUMN value CODEC(ZSTD(1)), MODIFY COLUMN good CODEC(ZSTD(1)), MODIFY COLUMN total CODEC(ZSTD(1));
ALTER TABLE sample MODIFY COLUMN value CODEC(ZSTD(1)), MODIFY COLUMN good CODEC(ZSTD(1)), MODIFY COLUMN total CODEC(ZSTD(1))
