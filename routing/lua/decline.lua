-- A counsellor refuses the chat they were offered; it returns to its original place.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence. Result: '+declined', or !offer_gone, !chat_unknown, !chat_ended.
local function decline(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  if c.state ~= 'offered' or c.staff ~= ARGV[4] or c.fence ~= tonumber(ARGV[6]) then return refuse('offer_gone') end
  local s = load_staff(c.staff)
  c.missed = with_sorted(c.missed, s.id)
  increase(key_chat(c.id), 'declined_n', 1)
  call('HSET', key_staff(s.id), 'misses', 0)
  local opened, sig = {}, withdraw(c, s, 'declined')
  if sig then opened[sig] = true end
  settle(opened, s, 'declined')
  return answer('+declined')
end
