-- What the writers told last: the greatest number any of them promised, and the newest event any of them has seen.
SELECT max(seq) AS seq, toUnixTimestamp64Milli(maxIf(newest, log != 'import')) AS newest FROM pulse
