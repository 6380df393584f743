-- Hours and days stand by measure (002-climb.sql, 013-value.sql); what stood in the order of time is brought there by resort.ts, which runs with this file.
SELECT 1
