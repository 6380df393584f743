-- The current row of every measure of a plan: which it is, and as one text what a reader would see change.
SELECT tier, scope, name, toJSONString((value, status, score, JSONExtractRaw(body, 'good'), JSONExtractRaw(body, 'total'), JSONExtractRaw(body, 'pace'), JSONExtractString(body, 'window', 'from'))) AS figures
FROM figure FINAL
WHERE plan = {plan:String} AND closed = 0
