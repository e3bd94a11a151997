-- Another priority, with the original join time.
-- KEYS[1] desk tag. ARGV[4..] chat, priority. Result: '+set', or !bad_priority, !wrong_state, !chat_unknown, !chat_ended.
local function set_priority(ARGV)
  local c, priority = load_chat(ARGV[4]), ARGV[5]
  if priority ~= '1' and priority ~= '2' and priority ~= '3' then return refuse('bad_priority') end
  if not c then return refuse_missing(ARGV[4]) end
  if c.state == 'wrap_up' then return refuse('wrong_state wrap_up') end
  local pooled = c.state == 'waiting' and c.online == '1'
  if pooled then pool_remove(c) end
  if c.state ~= 'active' then line_remove(c) end
  c.priority, c.place = priority, c.joined + setting('ageing:' .. priority)
  call('HSET', key_chat(c.id), 'priority', priority, 'place', c.place)
  if c.state ~= 'active' then line_add(c) end
  if pooled then pool_add(c) end
  wake_teen(c)
  wake_holders(c)
  return answer('+set')
end
