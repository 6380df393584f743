-- Late messages that are dated before an instant: those of January 1970 were probably written in seconds.
SELECT count() AS n FROM late WHERE time < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
