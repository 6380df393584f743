-- Files of migrations/ that have been run.
SELECT name FROM migration FINAL
