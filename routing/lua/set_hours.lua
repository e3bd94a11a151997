-- What the opening hours say now; and the service set by hand as the caller last knew it, for a Redis that lost it.
-- KEYS[1] desk tag. ARGV[4..] state, closes_at, opens_at (ms, 0 unknown), overrule (0: only where none are known, or
-- those that are said to be over by now), mode, since, by ('' when never set).
-- Result: '+set' or '+same', then the mode, since and by that hold now if any was set; or !bad_mode.
local function by_hand(mode, since, by)
  local v = call('HMGET', key_service(), 'mode', 'since', 'by')
  if v[1] then return ' ' .. table.concat(v, ' ') end
  if mode == '' then return '' end
  call('HSET', key_service(), 'mode', mode, 'since', since, 'by', by)
  follow_service()
  return ' ' .. mode .. ' ' .. since .. ' ' .. by
end

local function still_hold(state, closes_at) return state and (closes_at == 0 or closes_at > now) end

local function set_hours(ARGV)
  local state = ARGV[4]
  if state ~= 'open' and state ~= 'closing' and state ~= 'closed' then return refuse('bad_mode') end
  local holds = by_hand(ARGV[8], ARGV[9], ARGV[10])
  local v = call('HMGET', key_service(), 'state', 'closes_at', 'opens_at')
  if ARGV[7] == '0' and still_hold(v[1], tonumber(v[2])) then return answer('+same' .. holds) end
  if v[1] == state and v[2] == ARGV[5] and v[3] == ARGV[6] then return answer('+same' .. holds) end
  call('HSET', key_service(), 'state', state, 'closes_at', ARGV[5], 'opens_at', ARGV[6])
  if v[1] ~= state then call('HSET', key_service(), 'turned', now) end
  follow_service()
  return answer('+set' .. holds)
end
