-- By hand: this chat to this counsellor, now, out of turn.
-- KEYS[1] desk tag. ARGV[4..] chat, staff.
-- Result: '+assigned', or !not_available, !not_able, !wrong_state, !staff_unknown, !chat_unknown, !chat_ended.
local function assign(ARGV)
  local c, s = load_chat(ARGV[4]), load_staff(ARGV[5])
  if not c then return refuse_missing(ARGV[4]) end
  if not s then return refuse('staff_unknown') end
  if c.state ~= 'waiting' and c.state ~= 'offered' then return refuse('wrong_state ' .. c.state) end
  if c.online ~= '1' then return refuse('wrong_state dropped') end
  if c.staff == s.id then return refuse('wrong_state offered') end
  if s.duty ~= '1' or free_slots(s) < 1 or not leased(s.id) then return refuse('not_available') end
  if not can_serve(s, c.language, c.skills) then return refuse('not_able') end
  local before = nil
  if c.state == 'offered' then
    before = load_staff(c.staff)
    withdraw(c, before, 'requeued')
  end
  pool_remove(c)
  offer(c, s, 'by_hand', { s.id })
  settle({}, before, 'freed')
  return answer('+assigned')
end
