-- The end of a chat: one anonymous event, the day's figures, a tombstone, and no key left.
-- Longer than a teen's ticket lives, so that no ticket brings an ended chat back.
local TOMBSTONE_MS = 21660000

local function count(figure, language, by)
  increase(key_today(), figure .. ':' .. language, by)
end

local function target(priority)
  return setting(priority == '1' and 'target_first_ms' or 'target_ms')
end

-- What the event is made from, beside what routing has read already; what is not in the hash is false.
local function read_ending(c)
  local v = call('HMGET', key_chat(c.id), 'over', 'topic', 'age_band', 'channel', 'waited', 'reconnects', 'in_target',
    'declined_n', 'missed_n', 'messages_teen', 'messages_staff', 'form', 'end', 'rebuilt', 'gone')
  return {
    joined = c.joined, language = c.language, priority = c.priority, active_ms = c.active_ms, hands = c.hands,
    answered = c.answered, over = v[1], topic = v[2], age_band = v[3], channel = v[4], waited = v[5],
    reconnects = v[6], in_target = v[7], declined_n = v[8], missed_n = v[9], messages_teen = v[10],
    messages_staff = v[11], form = v[12], ['end'] = v[13], rebuilt = v[14], gone = v[15],
  }
end

-- To the first answer, or to the end; who was lost waited until they were gone.
local function waited(h, reason)
  if h.waited then return h.waited end
  return math.max(0, (reason == 'lost' and tonumber(h.gone or now) or now) - h.joined)
end

local function event(h, reason)
  local over = tonumber(h.over or now)
  return {
    'kind', 'chat', 'joined_ms', h.joined, 'ended_ms', over, 'language', h.language, 'priority', h.priority,
    'topic', h.topic or '', 'age_band', h.age_band, 'channel', h.channel, 'waited_ms', waited(h, reason),
    'active_ms', h.active_ms, 'wrap_ms', since(over), 'fences', h.hands, 'end', reason,
    'reconnects', h.reconnects or 0, 'answered', h.answered and 1 or 0, 'in_target', h.in_target or 0,
    'declined', h.declined_n or 0, 'missed', h.missed_n or 0, 'messages_teen', h.messages_teen or 0,
    'messages_staff', h.messages_staff or 0, 'form', h.form or '', 'rebuilt', h.rebuilt or 0,
  }
end

-- The record's id is made for it alone: nothing leads from it to the chat.
local function emit(h, reason)
  recorded = recorded + 1
  call('XADD', key_ended(), '*', 'record', seed .. '-' .. recorded, unpack(event(h, reason)))
end

-- The code that stands for a chat is good no more.
local function forget_code(id)
  local find = call('HGET', key_chat(id), 'code')
  if find then call('DEL', key_code(find)) end
end

local function bury(id, reason, language)
  forget_code(id)
  call('DEL', key_chat(id))
  call('SET', key_tombstone(id), reason .. ' ' .. language, 'PX', TOMBSTONE_MS)
  call('ZREM', key_agenda(), 'c:' .. id, 't:' .. id)
  ended[#ended + 1] = id
end
