-- Since when an SLI can be computed: its first slice that holds a message, seconds.
SELECT toUnixTimestamp(min(first)) AS since FROM sli_day FINAL WHERE def = {def:String} AND first IS NOT NULL HAVING count() > 0
