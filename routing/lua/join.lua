-- A teen enters the queue.
-- KEYS[1] desk tag. ARGV[4..] chat, gateway, language, skills, priority, topic, age_band, channel, chain, closes_at.
-- Result: '+joined', or !invalid language…, !turned_away, !blocked, !chat_exists, !chat_ended.
local function refuse_known(id)
  if call('EXISTS', key_chat(id)) == 1 then return refuse('chat_exists') end
  return refuse_missing(id)
end

local function turn_away(language, channel, why)
  increase(key_today(), 'turned_away:' .. language, 1)
  call('XADD', key_ended(), '*', 'kind', 'turned_away', 'at_ms', now, 'language', language, 'channel', channel,
    'why', why)
  return refuse('turned_away ' .. why)
end

local function enter_line(id, place, ARGV)
  local language, skills, priority = ARGV[6], ARGV[7], ARGV[8]
  call('HSET', key_chat(id), 'chat', id, 'state', 'waiting', 'language', language, 'priority', priority,
    'skills', skills, 'place', place, 'online', '1', 'gateway', ARGV[5], 'generation', now, 'joined', now,
    'topic', ARGV[9], 'age_band', ARGV[10], 'channel', ARGV[11], 'chain', ARGV[12])
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
  local wrong = check_wish(language, skills, ARGV[8])
  if wrong then return refuse(wrong) end
  if call('EXISTS', key_chat(id), key_tombstone(id)) > 0 then return refuse_known(id) end
  if is_blocked(ARGV[12]) then return refuse('blocked') end
  local place = now + setting('ageing:' .. ARGV[8])
  local why = not_admitted(language, skills, place, closes_at)
  if why then return turn_away(language, ARGV[11], why) end
  seek(enter_line(id, place, ARGV), 'join')
  return answer('+joined')
end
