-- Corrections that people entered, the newest first, each with the decisions about it in their order. only = the id of one, '' = any; state '' = any;
-- slos, kpts = JSON lists: those that name one of them, both empty = all.
SELECT c.id AS id, c.entered AS at, c.who AS who, c.body AS body, d.trail AS trail
FROM (SELECT id, toUnixTimestamp64Milli(entry.at) AS entered, who, body FROM entry FINAL WHERE kind = 'correction') AS c
LEFT JOIN (
    SELECT JSONExtractString(body, 'correction') AS correction, argMax(JSONExtractString(body, 'state'), (entry.at, id)) AS newest,
        toJSONString(arraySort(groupArray((toUnixTimestamp64Milli(entry.at), id, who, JSONExtractString(body, 'state'), JSONExtractString(body, 'text'))))) AS trail
    FROM entry FINAL WHERE kind = 'decision' GROUP BY correction
) AS d ON d.correction = c.id
WHERE ({only:String} = '' OR c.id = {only:String}) AND ({state:String} = '' OR if(d.newest = '', 'proposed', d.newest) = {state:String})
  AND (({slos:String} = '[]' AND {kpts:String} = '[]')
    OR hasAny(JSONExtract(c.body, 'slos', 'Array(String)'), JSONExtract({slos:String}, 'Array(String)'))
    OR hasAny(JSONExtract(c.body, 'kpts', 'Array(String)'), JSONExtract({kpts:String}, 'Array(String)')))
  AND (c.entered, c.id) < ({before:Int64}, {id:String})
ORDER BY c.entered DESC, c.id DESC
LIMIT {limit:UInt32}
