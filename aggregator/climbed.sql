-- How many messages were climbed; in rows of earlier versions each checkpoint tells its own.
SELECT if(argMax(climbed, version) > 0, argMax(climbed, version), sum(events)) AS climbed FROM checkpoint
