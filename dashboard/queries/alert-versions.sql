-- Which alerts have changed since they were looked at last: the newest transition of each SLO.
SELECT slo, toString(max(version)) AS version FROM alert GROUP BY slo
