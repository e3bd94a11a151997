-- A counsellor takes the chat they were offered.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, seal (shown as it is, with the holder). Result: '+accepted', or !offer_gone, !chat_unknown, !chat_ended.
local function hold_against_range(c, waited)
  local v = call('HMGET', key_chat(c.id), 'low', 'high')
  if not v[1] then return end
  count('range_told', c.language, 1)
  if waited >= tonumber(v[1]) and waited <= tonumber(v[2]) then count('range_hit', c.language, 1) end
end

-- Returns the fields to note with the answer.
local function first_answer(c)
  local waited = since(c.joined)
  count('answered', c.language, 1)
  count('wait_ms', c.language, waited)
  local in_target = waited <= target(c.priority) and 1 or 0
  if in_target == 1 then count('in_target', c.language, 1) end
  hold_against_range(c, waited)
  return { 'answered', now, 'waited', waited, 'in_target', in_target }
end

local function accept(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  if c.state ~= 'offered' or c.staff ~= ARGV[4] or c.fence ~= tonumber(ARGV[6]) then return refuse('offer_gone') end
  local noted = c.answered and {} or first_answer(c)
  line_remove(c)
  call('ZREM', key_agenda(), 'c:' .. c.id)
  c.state = 'active'
  call('HSET', key_chat(c.id), 'state', 'active', 'hands', c.hands + 1, 'seal', ARGV[7], unpack(noted))
  resume_talk(c)
  call('HSET', key_staff(c.staff), 'misses', 0)
  increase(key_live(), 'offered:' .. c.language, -1)
  increase(key_live(), 'active:' .. c.language, 1)
  came(c, 'staff')
  wake_teen(c)
  return answer('+accepted')
end
