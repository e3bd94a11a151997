-- The second person's answer; yes blocks the sender for the hours proposed and ends the chat.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, yes (0 or 1).
-- Result: '+blocked' or '+refused', or !not_proposed, !second_person, !staff_unknown, !chat_unknown, !chat_ended.
--- @include "lib/all"
local c = load_chat(ARGV[5])
if not c then return refuse_missing(ARGV[5]) end
local v = call('HMGET', key_chat(c.id), 'block', 'blocker', 'block_hours', 'chain')
if v[1] ~= 'proposed' then return refuse('not_proposed') end
if v[2] == ARGV[4] then return refuse('second_person') end
if call('EXISTS', key_staff(ARGV[4])) == 0 then return refuse('staff_unknown') end
local yes = ARGV[6] == '1'
call('HSET', key_chat(c.id), 'block', yes and 'confirmed' or 'refused')
if not yes then
  if c.staff ~= '' then wake_staff(load_staff(c.staff), c.id, '-') end
  return answer('+refused')
end

local function end_blocked()
  if c.state == 'wrap_up' then return call('HSET', key_chat(c.id), 'end', 'blocked') end
  local s = c.staff ~= '' and load_staff(c.staff) or nil
  if c.state == 'active' then
    end_active(c, 'blocked')
    wake_teen(c)
    return wake_staff(s, c.id, '-')
  end
  if s then withdraw(c, s, 'blocked') end
  close_waiting(c, 'blocked')
  if s then settle({}, s, 'freed') end
end

call('ZREMRANGEBYSCORE', key_blocked(), '-inf', now)
if v[4] ~= '' then call('ZADD', key_blocked(), now + v[3] * 3600000, v[4]) end
end_blocked()
return answer('+blocked')
