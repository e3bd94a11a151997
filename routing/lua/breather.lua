-- Nothing new for a while: from now, or once the chats held are over. 0 minutes ends it.
-- KEYS[1] desk tag. ARGV[4..] staff, minutes. Result: '+set', or !invalid, !staff_unknown.
local function breather(ARGV)
  local s, minutes = load_staff(ARGV[4]), tonumber(ARGV[5])
  if not s then return refuse('staff_unknown') end
  if not minutes or minutes < 0 or minutes > 120 then return refuse('invalid minutes') end
  call('ZREM', key_agenda(), 'b:' .. s.id)
  s.breather = 0 - minutes * 60000
  if minutes > 0 and s.slots == '' then
    s.breather = now + minutes * 60000
    call('ZADD', key_agenda(), s.breather, 'b:' .. s.id)
  end
  call('HSET', key_staff(s.id), 'breather', s.breather, 'heavy', '0')
  follow_duty(s, 'breather')
  return answer('+set')
end
