-- How many messages of each SLI one hour holds; from = its start, seconds.
SELECT h.def AS def, sum(h.messages) AS messages FROM sli_hour AS h FINAL
WHERE h.t = toDateTime({from:UInt32}, 'UTC') AND h.def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))
GROUP BY def
