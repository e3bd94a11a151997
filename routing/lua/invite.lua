-- The holder asks one supervisor, or any that is connected, into the chat, for as long as this fence holds.
-- Who was asked before, and is no more, hears it.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, supervisor ('' for any), seal (shown as it is).
-- Result: '+invited', or !not_available (nobody connected), !not_senior, !not_holder, !stale_fence, !wrong_state…
local function invite(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  local wanted = ARGV[7]
  if wanted ~= '' and call('SISMEMBER', key_seniors(), wanted) == 0 then return refuse('not_senior') end
  local by = call('HGET', key_staff(ARGV[4]), 'name')
  local told = tell_seniors(wanted, ARGV[4], { t = 'invited', chat = c.id, by = by })
  if told == 0 then return refuse('not_available') end
  local before = call('HGET', key_chat(c.id), 'invited') or ''
  if before ~= '' and wanted ~= '' and before ~= wanted then ask_over(c.id, 'invited', wanted) end
  call('HSET', key_chat(c.id), 'invited', wanted == '' and '*' or wanted, 'invited_fence', c.fence,
    'invitation', ARGV[8])
  return answer('+invited')
end
