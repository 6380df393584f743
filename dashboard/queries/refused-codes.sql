-- Refused messages by code.
SELECT code, count() AS n FROM refused FINAL GROUP BY code ORDER BY n DESC
