-- Definitions that have been climbed before, with the plan in force last.
SELECT def FROM measure GROUP BY def
