-- Days that hold slices of SLIs, newest first: what a new SLO or activity can be climbed from, raw or not.
SELECT DISTINCT toUInt32(d.t) AS day FROM sli_day AS d WHERE d.def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)'))) ORDER BY day DESC
