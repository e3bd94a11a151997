-- What was kept for a chat is gone, and its key says why.
-- KEYS: where it was. ARGV: why, how long that is said (s). Result: 'ok'
local function mark_gone(KEYS, ARGV)
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  return 'ok'
end
