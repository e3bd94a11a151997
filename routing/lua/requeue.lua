-- A supervisor takes an offered or active chat back into the queue, for somebody else.
-- KEYS[1] desk tag. ARGV[4] chat. Result: '+fence', or !wrong_state, !chat_unknown, !chat_ended.
local function requeue(ARGV)
  local c = load_chat(ARGV[4])
  if not c then return refuse_missing(ARGV[4]) end
  if c.state ~= 'offered' and c.state ~= 'active' then return refuse('wrong_state ' .. c.state) end
  local s, opened, sig = load_staff(c.staff), {}, nil
  c.missed = with_sorted(c.missed, s.id)
  if c.state == 'offered' then
    sig = withdraw(c, s, 'requeued')
  else
    take_back(c, s, 'requeued', 'supervisor')
    sig = c.online == '1' and pool_add(c)
  end
  if sig then opened[sig] = true end
  settle(opened, s, 'requeue')
  return answer('+' .. c.fence)
end
