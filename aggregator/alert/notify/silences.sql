-- Silences that people entered and that are not over at `now` (ms): of each rule of a measure, rule '' = all of its rules, the newest entry holds; until 0 ends it.
SELECT slo, rule, entered.3 AS until, entered.4 AS who
FROM (
    SELECT JSONExtractString(body, 'slo') AS slo, JSONExtractString(body, 'rule') AS rule, max((at, id, JSONExtractInt(body, 'until'), who)) AS entered
    FROM entry WHERE kind = 'silence' GROUP BY slo, rule
)
WHERE until > {now:Int64}
