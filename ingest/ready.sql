-- Whether the store answers.
SELECT 1 AS one
