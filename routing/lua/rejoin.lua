-- The teen is back: same place, same chat; rebuilt from the claim when Redis lost it or knows an older fence.
-- KEYS[1] desk tag.
-- ARGV[4..] chat, gateway, language, skills, priority, topic, age_band, channel, joined, fence, staff, chain, held:
--   the generation that this connection had before Redis forgot, 0 for a new connection; how_bad, moved, device.
-- Result: '+back' (also when a newer connection is there: nothing changes) and, the first time, a space and the chat
-- as view_chat shows it; or !chat_ended, !blocked, !unknown_language, !moved (to another device).
-- The holder that the ticket names holds it again, back already or not yet, until somebody shows a higher fence. What
-- vouched for whoever held it before does not for them.
local function rebuild(c, fence, holder, opened)
  call('HDEL', key_chat(c.id), 'seal')
  if holder == '' then return place_waiting(c, fence) end
  local s = await_staff(holder, c)
  give_back(c, s, fence, opened)
  wake_staff(s, c.id, '-')
end

local function reborn(ARGV)
  local about = { ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[17] }
  return birth(ARGV[4], about, tonumber(ARGV[12]), tonumber(ARGV[13]))
end

-- No console knows it: a chat that came back by a console's claim has it from its teen.
local function note_chain(id, chain)
  if call('HGET', key_chat(id), 'chain') == '' then call('HSET', key_chat(id), 'chain', chain) end
end

local function rejoin(ARGV)
  local id, fence, holder, held, freed = ARGV[4], tonumber(ARGV[13]), ARGV[14], tonumber(ARGV[16]), nil
  local c, opened, moved, device = load_chat(id), {}, tonumber(ARGV[18]), ARGV[19]
  if c and has_left(id, moved, device) then return refuse('moved') end
  if c and c.state == 'wrap_up' then return refuse('chat_ended ' .. call('HGET', key_chat(id), 'end')) end
  if is_replaced(key_chat(id), held) and moved <= moved_of(id) then return answer('+back') end
  if not c then
    local why = ending_of(id)
    if why then return refuse('chat_ended ' .. why) end
    if is_blocked(ARGV[15]) then return refuse('blocked') end
    if not is_language(ARGV[6]) then return refuse('unknown_language') end
    c = reborn(ARGV)
    rebuild(c, fence, holder, opened)
  else
    local anew = moved > moved_of(id)
    if anew then hand_to(c, moved, device) end
    if fence > c.fence then
      freed = uproot(c)
      rebuild(c, fence, holder, opened)
    elseif anew then
      rise(c)
    end
  end
  note_chain(id, ARGV[15])
  note_move(id, moved, device)
  connect_teen(c, ARGV[5], held)
  if c.state == 'waiting' then opened[pool_add(c)] = true end
  settle(opened, freed, 'return')
  return answer('+back') .. chat_text(id)
end
