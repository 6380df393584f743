-- Offsets that no log held any more when they were asked for.
SELECT sum(last - first + 1) AS n FROM gap FINAL
