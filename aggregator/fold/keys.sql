-- When the first and the last message of each key of an SLI came, ms.
SELECT key, toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)) AS last FROM evidence FINAL WHERE def = {def:String} AND gone = 0 GROUP BY key
