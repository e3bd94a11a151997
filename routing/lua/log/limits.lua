-- How many entries a log holds at most, how many bytes of them, and how many entries are read at once.
local MOST, MOST_BYTES, PAGE = 5000, 4 * 1024 * 1024, 64
