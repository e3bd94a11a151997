-- What the opening hours say now.
-- KEYS[1] desk tag. ARGV[4..] state, closes_at, opens_at (ms, 0 unknown). Result: '+set' or '+same', or !bad_mode.
local function set_hours(ARGV)
  local state = ARGV[4]
  if state ~= 'open' and state ~= 'closing' and state ~= 'closed' then return refuse('bad_mode') end
  local v = call('HMGET', key_service(), 'state', 'closes_at', 'opens_at')
  if v[1] == state and v[2] == ARGV[5] and v[3] == ARGV[6] then return answer('+same') end
  call('HSET', key_service(), 'state', state, 'closes_at', ARGV[5], 'opens_at', ARGV[6])
  if v[1] ~= state then call('HSET', key_service(), 'turned', now) end
  follow_service()
  return answer('+set')
end
