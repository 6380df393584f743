-- Which of these notifications the outbox holds: ids = list as JSON.
SELECT DISTINCT id FROM outbox WHERE id IN (SELECT arrayJoin(JSONExtract({ids:String}, 'Array(String)')))
