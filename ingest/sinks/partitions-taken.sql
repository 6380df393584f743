-- The partitions of their own that writers have taken, and by whom `partition` was.
SELECT max(partition) AS most, groupUniqArrayIf(writer, partition = {partition:UInt32}) AS claimed FROM pulse WHERE log = 'import' HAVING count() > 0
