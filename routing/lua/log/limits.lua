-- How many entries a log holds at most, and how many are read at once.
local MOST, PAGE = 5000, 64
