-- A teen comes with a wish and is connected: into the queue, or back to what the same wish made before, whose first
-- fields stay.
-- KEYS[1] desk tag. ARGV[4..] chat, gateway, language, skills, priority, topic, age_band, channel, chain, closes_at,
-- how_bad (1 to 5 as the teen feels it, 0 when not said), counted (0: who is turned away moves no figure any more).
-- Result: '+joined' and, for this request's first time, a space and the chat: as view_chat shows it, or of a newcomer
-- what the wish does not say. Or !unknown_language…, !closed, !closing, !full, !blocked, !chat_ended, !moved (it is another device's by now).
local function come_again(c, gateway)
  if moved_of(c.id) > 0 then return refuse('moved') end
  if c.state == 'wrap_up' then return refuse('chat_ended ' .. call('HGET', key_chat(c.id), 'end')) end
  connect_teen(c, gateway, 0)
  local opened = {}
  if c.state == 'waiting' then opened[pool_add(c)] = true end
  settle(opened, nil, 'return')
  return answer('+joined') .. chat_text(c.id)
end

local function turn_away(language, channel, why, counted)
  if counted == '0' then return refuse(why) end
  increase(key_today(), 'turned_away:' .. language, 1)
  call('XADD', key_ended(), '*', 'kind', 'turned_away', 'at_ms', now, 'language', language, 'channel', channel,
    'why', why)
  return refuse(why)
end

local function enter_line(id, place, ARGV)
  local language, skills, priority = ARGV[6], ARGV[7], ARGV[8]
  call('HSET', key_chat(id), 'chat', id, 'state', 'waiting', 'language', language, 'priority', priority,
    'skills', skills, 'place', place, 'online', '1', 'gateway', ARGV[5], 'generation', now, 'joined', now,
    'topic', ARGV[9], 'age_band', ARGV[10], 'channel', ARGV[11], 'chain', ARGV[12], 'how_bad', ARGV[14])
  call('ZADD', key_agenda(), now + setting('lease_ms'), 't:' .. id)
  increase(key_today(), 'joined:' .. language, 1)
  local c = {
    id = id, state = 'waiting', language = language, priority = priority, skills = skills, place = place, missed = '',
    fence = 0, staff = '', online = '1', gateway = ARGV[5], joined = now, supervisor = '', began = 0, active_ms = 0,
    hands = 0,
  }
  line_add(c)
  return c
end

local function join(ARGV)
  local id, language, skills, closes_at = ARGV[4], ARGV[6], ARGV[7], tonumber(ARGV[13])
  local before, ending = load_chat(id), ending_of(id)
  if before then return come_again(before, ARGV[5]) end
  if ending then return refuse('chat_ended ' .. ending) end
  local wrong = check_wish(language, skills, ARGV[8])
  if wrong then return refuse(wrong) end
  if is_blocked(ARGV[12]) then return refuse('blocked') end
  local place = now + setting('ageing:' .. ARGV[8])
  local why = not_admitted(language, skills, place, closes_at)
  if why then return turn_away(language, ARGV[11], why, ARGV[15]) end
  local c = enter_line(id, place, ARGV)
  seek(c, 'join')
  return answer('+joined') .. newcomer_text(c)
end
