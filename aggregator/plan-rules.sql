-- The alert rules of one plan, in its order.
SELECT body FROM rule FINAL WHERE plan = {plan:String} ORDER BY position
