-- Changes whenever a period closes or a closed one is restated.
SELECT max(version) AS mark FROM closed
