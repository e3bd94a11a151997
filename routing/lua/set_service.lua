-- Open, closing or closed by hand; 'auto' returns to the opening hours.
-- KEYS[1] desk tag. ARGV[4..] mode, by. Result: '+set', or !bad_mode.
local function set_service(ARGV)
  local mode = ARGV[4]
  if mode ~= 'open' and mode ~= 'closing' and mode ~= 'closed' and mode ~= 'auto' then return refuse('bad_mode') end
  call('HSET', key_service(), 'mode', mode, 'by', ARGV[5], 'since', now)
  follow_service()
  return answer('+set')
end
