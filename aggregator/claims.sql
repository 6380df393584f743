-- Who asked for an epoch of the lease, and the greatest epoch that anybody asked for.
SELECT max(epoch) AS most, groupUniqArrayIf(holder, epoch = {epoch:UInt64}) AS holders FROM claim
