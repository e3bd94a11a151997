-- The teen's connection is gone; place and chat are kept for the grace time.
-- KEYS[1] desk tag. ARGV[4..] chat, gateway, generation.
-- Result: '+dropped', or '+kept' when a newer connection has it or there is nothing to keep.
local function drop(ARGV)
  local c = load_chat(ARGV[4])
  if not c or c.online ~= '1' or c.state == 'wrap_up' then return answer('+kept') end
  if c.gateway ~= ARGV[5] or call('HGET', key_chat(c.id), 'generation') ~= ARGV[6] then return answer('+kept') end
  teen_gone(c, now)
  return answer('+dropped')
end
