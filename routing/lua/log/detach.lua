-- A connection is gone: tell the others, unless a newer one took over.
-- KEYS: meta, log
-- ARGV: chat, role, generation
-- Result: 'ok'
local function detach(KEYS, ARGV)
  local role = ARGV[2]
  local m = load(KEYS[1])
  if m['generation:' .. role] == ARGV[3] and m['channel:' .. role] then
    redis.call('HDEL', KEYS[1], 'channel:' .. role)
    tell(m, ARGV[1], role, 'p', role .. ' 0')
  end
  return 'ok'
end
