-- The first range shown to each teen, to be held against the truth when they are answered.
-- KEYS[1] desk tag. ARGV[4..] per chat: chat, low, high (ms from now). Result: '+noted'.
local function note_range(id, low, high)
  local joined = call('HGET', key_chat(id), 'joined')
  if not joined or call('HSETNX', key_chat(id), 'low', now - joined + low) == 0 then return end
  call('HSET', key_chat(id), 'high', now - joined + high)
end

local function note_ranges(ARGV)
  for i = 4, #ARGV, 3 do note_range(ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
  return answer('+noted')
end
