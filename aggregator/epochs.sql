-- The newest epoch of every log that anybody ever told of, retired writers included.
SELECT log, max(epoch) AS epoch FROM pulse GROUP BY log
