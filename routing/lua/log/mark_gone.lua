-- What was kept beside the log, as the key of a device's box, is gone, and its own key says why.
-- KEYS: that key
-- ARGV: why, for how long (s)
-- Result: 'ok'
local function mark_gone(KEYS, ARGV)
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  return 'ok'
end
