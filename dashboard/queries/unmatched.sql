-- Retained samples that no SLI of the plan in force reads.
SELECT sum(s.n) AS unmatched
FROM (SELECT shape, count() AS n FROM sample GROUP BY shape) AS s
WHERE s.shape NOT IN (
    SELECT shape FROM match WHERE stream = 'sample' AND def IN (SELECT def FROM measure WHERE tier = 'sli' AND plan = (SELECT argMax(plan, at) FROM plan))
)
