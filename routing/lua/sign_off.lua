-- Logout, at once: what is held goes back to the front of its class, wrap-ups close, nothing is left of the person.
-- KEYS[1] desk tag. ARGV[4] staff. Result: '+chat:fence chat:fence…' (chats whose fence rose), or !staff_unknown.
local function sign_off(ARGV)
  local s = load_staff(ARGV[4])
  if not s then return refuse('staff_unknown') end
  s.online = '0'
  call('HSET', key_staff(s.id), 'online', '0')
  follow_duty(s, 'signed_off')
  staff_lost(s)
  call('SREM', key_seniors(), s.id)
  call('ZREM', key_agenda(), 'b:' .. s.id)
  call('DEL', key_staff(s.id))
  local rose = {}
  for i = 1, #fenced, 2 do rose[#rose + 1] = fenced[i] .. ':' .. fenced[i + 1] end
  return answer('+' .. table.concat(rose, ' '))
end
