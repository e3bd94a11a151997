-- The second person's answer; yes blocks the sender for the hours proposed and ends the chat.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, yes (0 or 1), hours (that they were shown, 0: not said).
-- Result: '+blocked' or '+refused', or !not_proposed (or for other hours), !stale_fence (who proposed no longer holds
-- the chat), !second_person, !staff_unknown, !chat_unknown, !chat_ended.
local function end_blocked(c)
  if c.state == 'wrap_up' then
    call('HSET', key_chat(c.id), 'end', 'blocked')
  else
    end_active(c, 'blocked')
    wake_teen(c)
  end
  wake_staff(load_staff(c.staff), c.id, '-')
end

local function block_chain(chain, hours)
  call('ZREMRANGEBYSCORE', key_blocked(), '-inf', now)
  if chain ~= '' then call('ZADD', key_blocked(), now + hours * 3600000, chain) end
end

local function confirm_block(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  local v = call('HMGET', key_chat(c.id), 'block', 'blocker', 'block_hours', 'chain', 'block_fence')
  if v[1] ~= 'proposed' or (ARGV[7] ~= '0' and ARGV[7] ~= v[3]) then return refuse('not_proposed') end
  if tonumber(v[5]) ~= c.fence then return refuse('stale_fence ' .. c.fence) end
  if v[2] == ARGV[4] then return refuse('second_person') end
  if call('EXISTS', key_staff(ARGV[4])) == 0 then return refuse('staff_unknown') end
  local yes = ARGV[6] == '1'
  block_over(c.id)
  call('HSET', key_chat(c.id), 'block', yes and 'confirmed' or 'refused')
  if yes then
    block_chain(v[4], v[3])
    end_blocked(c)
  else
    wake_holders(c)
  end
  return answer(yes and '+blocked' or '+refused')
end
