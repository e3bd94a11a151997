-- The teen ends it: out of the queue, or out of the chat.
-- KEYS[1] desk tag. ARGV[4..] chat, moved (of who ends it, '' when that was not asked).
-- Result: '+reason' of the end, or !chat_unknown, !moved.
local function leave(ARGV)
  local c = load_chat(ARGV[4])
  if not c then
    local why = ending_of(ARGV[4])
    return why and answer('+' .. why) or refuse('chat_unknown')
  end
  if ARGV[5] ~= '' and moved_of(c.id) > tonumber(ARGV[5]) then return refuse('moved') end
  if c.state == 'wrap_up' then return answer('+' .. call('HGET', key_chat(c.id), 'end')) end
  if c.state == 'active' then
    end_active(c, 'left')
    wake_staff(load_staff(c.staff), c.id, '-')
    return answer('+left')
  end
  local s = nil
  if c.state == 'offered' then
    s = load_staff(c.staff)
    withdraw(c, s, 'abandoned')
  end
  close_waiting(c, 'abandoned')
  if s then settle({}, s, 'freed') end
  return answer('+abandoned')
end
