-- The holder of an active chat holds it under the next fence, for the key of this one is gone. A supervisor beside them
-- was shown to the teen under this one: they part, and may be asked in again.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, seal.
-- Result: '+anew FENCE', or !not_holder, !stale_fence, !wrong_state, !chat_unknown, !chat_ended.
local function take_anew(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  if c.supervisor ~= '' then
    supervisor_leaves(c, 'left', 'closed')
  else
    asks_over(c.id)
    c.fence = c.fence + 1
  end
  call('HSET', key_chat(c.id), 'fence', c.fence, 'seal', ARGV[7])
  wake_teen(c)
  wake_holders(c)
  return answer('+anew ' .. c.fence)
end
