-- The holder asks that this sender be blocked; a second person decides.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, hours.
-- Result: '+proposed', or !invalid hours, !not_holder, !stale_fence, !wrong_state, !chat_unknown, !chat_ended.
local function propose_block(ARGV)
  local hours = tonumber(ARGV[7])
  if not hours or hours < 1 or hours > 24 or hours % 1 ~= 0 then return refuse('invalid hours') end
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  call('HSET', key_chat(c.id), 'block', 'proposed', 'blocker', ARGV[4], 'block_hours', hours, 'block_fence', c.fence)
  if c.supervisor ~= '' then wake_staff(load_staff(c.supervisor), c.id, '-') end
  local by = call('HGET', key_staff(ARGV[4]), 'name')
  tell_seniors('', ARGV[4], { t = 'block_asked', chat = c.id, by = by, hours = hours })
  return answer('+proposed')
end
