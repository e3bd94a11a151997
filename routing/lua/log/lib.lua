-- What the log's scripts share. A log is a hash (meta) and a stream of entries with ids `<seq>-0`.
-- An entry is the tail of its wire frame, encoded once: `"who":"teen","cid":"…","n":1,…}`.

local OTHERS = {
  teen = {'counsellor', 'supervisor'},
  counsellor = {'teen', 'supervisor'},
  supervisor = {'teen', 'counsellor'},
}

local function load(meta)
  local flat, m = redis.call('HGETALL', meta), {}
  for i = 1, #flat, 2 do m[flat[i]] = flat[i + 1] end
  return m
end

local function number(text)
  return tonumber(text or 0) or 0
end

local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The beginning of an entry, which tells it from every other.
local function identity(who, cid)
  return '"who":"' .. who .. '","cid":"' .. cid .. '"'
end

-- Tell each other connected end of `chat`: `<kind> <chat> <receiver> <rest>`.
local function tell(m, chat, role, kind, rest)
  for _, other in ipairs(OTHERS[role]) do
    local channel = m['channel:' .. other]
    if channel then redis.call('PUBLISH', channel, kind .. ' ' .. chat .. ' ' .. other .. ' ' .. rest) end
  end
end

-- Add one entry at `seq` and wake the others.
local function add(meta, log, m, chat, seq, who, n, kind, entry)
  redis.call('XADD', log, seq .. '-0', 'f', entry)
  redis.call('HSET', meta, 'head', seq, 'n:' .. who, n)
  if kind ~= 'text' then increase(meta, 'apart:' .. who, 1) end
  if seq == number(m.base) then redis.call('PEXPIRE', log, redis.call('PTTL', meta)) end
end

-- Let those write who have handed in what they hold: at once when both ends have, else when the hold is over.
local function settle(meta, m, now)
  local both = m['state:teen'] == 'done' and m['state:counsellor'] == 'done'
  local free = both or now >= number(m.hold)
  for _, role in ipairs({'teen', 'counsellor', 'supervisor'}) do
    local open = m['state:' .. role] == 'done' and free
    m['open:' .. role] = open and '1' or '0'
    redis.call('HSET', meta, 'open:' .. role, m['open:' .. role])
  end
end

-- Hand the chat on: only `fence` writes from now on; former counsellors are detached and must attach anew.
local function rise(meta, m, chat, fence)
  if m['channel:counsellor'] then
    m['channel:counsellor'] = nil
    tell(m, chat, 'counsellor', 'p', 'counsellor 0')
  end
  m['channel:supervisor'] = nil
  m.fence = fence
  redis.call('HSET', meta, 'fence', fence)
  redis.call('HDEL', meta, 'channel:counsellor', 'channel:supervisor', 'seen:counsellor', 'seen:supervisor')
  for _, role in ipairs({'counsellor', 'supervisor'}) do
    m['generation:' .. role] = increase(meta, 'generation:' .. role, 1)
    m['seen:' .. role] = nil
  end
end

-- Where `role` stands, with the first page of entries above `after` (none when negative).
local function standing(log, m, role, after)
  local online, peer_seen = {}, 0
  for _, other in ipairs(OTHERS[role]) do
    if m['channel:' .. other] then online[#online + 1] = other end
    if other ~= 'supervisor' then peer_seen = math.max(peer_seen, number(m['seen:' .. other])) end
  end
  local entries = after >= 0 and redis.call('XRANGE', log, (after + 1) .. '-0', '+', 'COUNT', PAGE) or {}
  local refill = m['state:' .. role] == 'refill' and 1 or 0
  return {
    number(m['generation:' .. role]), m.epoch, number(m.fence), number(m.head), number(m['n:' .. role]), peer_seen,
    refill, number(m.lost), number(m.ended), table.concat(online, ' '), entries, m['state:' .. role] == 'owes' and 1 or 0,
  }
end
