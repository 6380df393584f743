-- effectiveFrom of every node: its first good or bad minute.
SELECT def, min(first) AS first FROM vma_day FINAL WHERE first IS NOT NULL GROUP BY def
