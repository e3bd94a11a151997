-- How many entries a log holds at most.
local MOST = 5000
