-- Wrap-up is done: the chat closes and its slot is free.
-- KEYS[1] desk tag. ARGV[4..] staff, chat.
-- Result: '+ready', or !not_holder, !wrong_state, !chat_unknown, !chat_ended.
local function ready(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'wrap_up')
  if not c then return refusal end
  local s = load_staff(c.staff)
  close_wrapped(c, s)
  settle({}, s, 'ready')
  return answer('+ready')
end
