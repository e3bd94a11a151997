-- A supervisor follows an invitation, visibly.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, seal. Result: '+entered', or !not_invited,
-- !stale_fence (another fence, or who asked no longer holds the chat), !not_senior, !wrong_state, !chat_unknown…
local function enter(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  if call('SISMEMBER', key_seniors(), ARGV[4]) == 0 then return refuse('not_senior') end
  if c.state ~= 'active' then return refuse('wrong_state ' .. c.state) end
  if c.fence ~= tonumber(ARGV[6]) then return refuse('stale_fence ' .. c.fence) end
  local asked = call('HMGET', key_chat(c.id), 'invited', 'invited_fence')
  local invited = asked[1]
  if c.staff == ARGV[4] or c.supervisor ~= '' or (invited ~= '*' and invited ~= ARGV[4]) then
    return refuse('not_invited')
  end
  if tonumber(asked[2]) ~= c.fence then return refuse('stale_fence ' .. c.fence) end
  local s = load_staff(ARGV[4])
  invitation_over(c.id)
  call('HSET', key_chat(c.id), 'supervisor', s.id, 'invited', '', 'beside', ARGV[7])
  call('HSET', key_staff(s.id), 'entered', with(s.entered, c.id))
  c.supervisor = s.id
  came(c, 'supervisor')
  wake_teen(c)
  wake_staff(load_staff(c.staff), c.id, '-')
  return answer('+entered')
end
