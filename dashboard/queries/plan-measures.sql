-- The measures of one plan, in its order.
SELECT body FROM measure FINAL WHERE plan = {plan:String} ORDER BY position
