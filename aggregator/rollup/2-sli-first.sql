-- effectiveFrom of every SLI: the first slice that holds a message it reads.
SELECT def, min(first) AS first FROM sli_day FINAL WHERE first IS NOT NULL GROUP BY def
