-- The end of a chat: one anonymous event, the day's figures, a tombstone, and no key left.
local TOMBSTONE_MS = 600000

local function count(figure, language, by)
  call('HINCRBY', key_today(), figure .. ':' .. language, by)
end

local function target(priority)
  return setting(priority == '1' and 'target_first_ms' or 'target_ms')
end

local function emit(h, reason)
  recorded = recorded + 1
  local over = tonumber(h.over or now)
  local waited = h.waited or tostring(now - h.joined)
  local answered = h.answered and 1 or 0
  call('XADD', key_ended(), '*', 'kind', 'chat', 'record', seed .. '-' .. recorded, 'joined_ms', h.joined,
    'ended_ms', over, 'language', h.language, 'priority', h.priority, 'topic', h.topic, 'age_band', h.age_band,
    'channel', h.channel, 'waited_ms', waited, 'active_ms', h.active_ms or 0, 'wrap_ms', now - over,
    'fences', h.hands, 'end', reason, 'reconnects', h.reconnects or 0, 'answered', answered,
    'in_target', h.in_target or 0, 'declined', h.declined_n or 0, 'missed', h.missed_n or 0,
    'messages_teen', h.messages_teen or 0, 'messages_staff', h.messages_staff or 0, 'form', h.form or '')
end

local function bury(id, reason)
  call('DEL', key_chat(id))
  call('SET', key_tombstone(id), reason, 'PX', TOMBSTONE_MS)
  call('ZREM', key_agenda(), 'c:' .. id, 't:' .. id)
  ended[#ended + 1] = id
end
