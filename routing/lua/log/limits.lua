-- How many entries a log holds at most, and how many bytes of them.
local MOST, MOST_BYTES = 5000, 4 * 1024 * 1024
