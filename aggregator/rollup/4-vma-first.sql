-- effectiveFrom of every node: its first good or bad minute.
SELECT d.def AS def, min(d.first) AS first FROM vma_day AS d FINAL WHERE d.first IS NOT NULL GROUP BY d.def
