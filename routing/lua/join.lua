-- A teen enters the queue.
-- KEYS[1] desk tag. ARGV[4..] chat, gateway, language, skills, priority, topic, age_band, channel, chain, closes_at.
-- Result: '+joined', or !invalid language…, !turned_away, !blocked, !chat_exists, !chat_ended.
local function join(ARGV)
  local id, gateway, language, skills, priority = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
  local chain, closes_at = ARGV[12], tonumber(ARGV[13])

  local wrong = check_wish(language, skills, priority)
  if wrong then return refuse(wrong) end
  if call('EXISTS', key_chat(id)) == 1 then return refuse('chat_exists') end
  local why = call('GET', key_tombstone(id))
  if why then return refuse('chat_ended ' .. why) end
  if is_blocked(chain) then return refuse('blocked') end
  local closed = not_admitted(language, skills, closes_at)
  if closed then
    call('HINCRBY', key_today(), 'turned_away:' .. language, 1)
    call('XADD', key_ended(), '*', 'kind', 'turned_away', 'at_ms', now, 'language', language, 'channel', ARGV[11],
      'why', closed)
    return refuse('turned_away ' .. closed)
  end

  local place = now + setting('ageing:' .. priority)
  local c = {
    id = id, state = 'waiting', language = language, priority = priority, skills = skills, place = place, missed = '',
    fence = 0, staff = '', online = '1', gateway = gateway, joined = now, supervisor = '',
  }
  call('HSET', key_chat(id), 'chat', id, 'state', 'waiting', 'language', language, 'priority', priority,
    'skills', skills, 'place', place, 'online', '1', 'gateway', gateway, 'generation', 1, 'joined', now,
    'topic', ARGV[9], 'age_band', ARGV[10], 'channel', ARGV[11], 'chain', chain)
  call('ZADD', key_agenda(), now + setting('lease_ms'), 't:' .. id)
  call('HINCRBY', key_today(), 'joined:' .. language, 1)
  line_add(c)
  seek(c, 'join')
  return answer('+joined')
end
