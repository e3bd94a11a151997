-- A counsellor ends an active chat; wrap-up begins.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, heavy (0 or 1).
-- Result: '+finished', or !not_holder, !stale_fence, !wrong_state, !chat_unknown, !chat_ended.
local function finish(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  end_active(c, 'finished')
  wake_teen(c)
  if ARGV[7] == '1' then
    local s = load_staff(c.staff)
    if s.breather <= 0 then s.breather = math.min(s.breather, -setting('breather_ms')) end
    call('HSET', key_staff(s.id), 'breather', s.breather, 'heavy', '1')
    follow_duty(s, 'heavy')
  end
  return answer('+finished')
end
