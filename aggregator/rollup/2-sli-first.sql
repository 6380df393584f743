-- effectiveFrom of every SLI: the first slice that holds a message it reads.
SELECT d.def AS def, min(d.first) AS first FROM sli_day AS d FINAL WHERE d.first IS NOT NULL GROUP BY d.def
