-- One chat's hash, as far as routing decides by it. Each chat is one table per run.
local function load_chat(id)
  if chats[id] then return chats[id] end
  local v = call('HMGET', key_chat(id), 'state', 'language', 'priority', 'skills', 'place', 'missed', 'fence', 'staff',
    'online', 'gateway', 'joined', 'supervisor', 'began', 'active_ms', 'hands', 'answered')
  if not v[1] then return nil end
  local c = {
    id = id, state = v[1], language = v[2], priority = v[3], skills = v[4] or '', place = tonumber(v[5]), missed = v[6] or '',
    fence = tonumber(v[7] or 0), staff = v[8] or '', online = v[9], gateway = v[10], joined = tonumber(v[11]), supervisor = v[12] or '',
    began = tonumber(v[13] or 0), active_ms = tonumber(v[14] or 0), hands = tonumber(v[15] or 0), answered = v[16],
  }
  chats[id] = c
  return c
end

-- Why a chat ended, and in which language; nil when nothing is known of it.
local function ending_of(id)
  local told = call('GET', key_tombstone(id))
  if told then return string.match(told, '^(%S+) ?(%S*)$') end
end

local function refuse_missing(id)
  local why = ending_of(id)
  if why then return refuse('chat_ended ' .. why) end
  return refuse('chat_unknown')
end
