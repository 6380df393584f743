-- How many shapes there are.
SELECT uniqExact(shape) AS n FROM shape
