-- Which server this is and what its clock says, for heptad doctor: the one statement that asks a server for the time.
SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS at
