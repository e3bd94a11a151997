-- What the log's scripts share. A log is a hash (meta) and a stream of entries with ids `<seq>-0`.
-- An entry is the tail of its wire frame, encoded once: `"who":"teen","cid":"…","n":1,…}`.

local OTHERS = {
  teen = {'counsellor', 'supervisor'},
  counsellor = {'teen', 'supervisor'},
  supervisor = {'teen', 'counsellor'},
}

-- Who, cid, n, fence and kind of an entry.
local ENTRY = '^"who":"(%l+)","cid":"([^"]+)","n":(%d+),"fence":(%d+),"kid":"[^"]*","kind":"(%l+)"'
local STAMP = ',"stamp":"([^"]*)"}$'

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

-- What tells an entry from every other: who wrote it, and the id its writer drew.
local function name_of(text)
  return string.match(text, '^"who":"%l+","cid":"[^"]+"')
end

-- What is repeated was under way a moment ago: who repeats what is older connects anew, and is told by the replay. So one
-- end cannot have a long log read again and again.
local FIND_PAGES, FIND_PAGE = 10, 50

-- The seq and text of an entry that is there, not far back.
local function find(log, role, cid)
  local sought, upto = '"who":"' .. role .. '","cid":"' .. cid .. '"', '+'
  for _ = 1, FIND_PAGES do
    local page = redis.call('XREVRANGE', log, upto, '-', 'COUNT', FIND_PAGE)
    for _, item in ipairs(page) do
      if string.sub(item[2][2], 1, #sought) == sought then return string.match(item[1], '^%d+'), item[2][2] end
    end
    if #page < FIND_PAGE then return end
    upto = '(' .. page[FIND_PAGE][1]
  end
end

-- An epoch begins with the moment it was made, so that of two the older one is known.
local function new_epoch(now, random)
  return whole(now) .. '-' .. random
end

local function born(epoch)
  return tonumber(string.match(epoch, '^%d+')) or 0
end

-- Tell each other connected end of `chat`: `<kind> <chat> <receiver> <rest>`.
local function tell(m, chat, role, kind, rest)
  for _, other in ipairs(OTHERS[role]) do
    local channel = m['channel:' .. other]
    if channel then redis.call('PUBLISH', channel, kind .. ' ' .. chat .. ' ' .. other .. ' ' .. rest) end
  end
end

-- The same of what is not kept, while `generation` is this end's newest connection: 'ok' or a status.
local function tell_unkept(meta, chat, role, generation, kind, rest)
  local m = load(meta)
  if not m.epoch then return '!log_lost' end
  if m.ended then return '!chat_ended' end
  if m['generation:' .. role] ~= generation then return '!stale_connection' end
  tell(m, chat, role, kind, role .. ' ' .. rest)
  return 'ok'
end

-- Give one end the entry at `at`.
local function push(channel, chat, other, epoch, at, entry)
  redis.call('PUBLISH', channel, 'e ' .. chat .. ' ' .. other .. ' ' .. epoch .. ' ' .. at .. ' ' .. entry)
end

-- Make the log. `begun` 1: both ends may write at once, for there is nothing that they could hold.
local function create(meta, fence, random, ttl, now, begun)
  redis.call('HSET', meta, 'head', 0, 'fence', fence, 'epoch', new_epoch(now, random), 'base', 1, 'created', now,
    'begun', begun, 'bytes', 0)
  redis.call('PEXPIRE', meta, ttl)
end

-- In which epoch the entry at `seq` was written that no refill brought.
local function epoch_of(m, seq)
  for epoch, head in string.gmatch(m.eras or '', '([^=]+)=(%d+),') do
    if seq <= tonumber(head) then return epoch end
  end
  return m.epoch
end

-- Until `hold` nobody writes before both ends have handed in what they hold.
local function wait(meta, m, hold)
  m.begun, m.hold = '0', hold
  redis.call('HSET', meta, 'begun', 0, 'hold', whole(hold))
end

-- One more entry is in the log at `at`.
local function count(meta, m, text, at)
  local who, _, n, _, kind = string.match(text, ENTRY)
  m.head, m['n:' .. who] = at, math.max(number(m['n:' .. who]), tonumber(n))
  redis.call('HSET', meta, 'head', at, 'n:' .. who, m['n:' .. who])
  increase(meta, 'bytes', #text)
  if kind ~= 'text' then m['apart:' .. who] = increase(meta, 'apart:' .. who, 1) end
end

-- How many texts the teen and the staff have written.
local function texts(m)
  local function of(who) return number(m['n:' .. who]) - number(m['apart:' .. who]) end
  return {of('teen'), of('counsellor') + of('supervisor')}
end

-- Of a log that is written anew, in another order: what was seen in the one before says nothing of places in this.
local function forget_counts(meta, m)
  m.eras = ''
  redis.call('HSET', meta, 'head', 0, 'bytes', 0, 'eras', '')
  for _, who in ipairs({'teen', 'counsellor', 'supervisor'}) do
    redis.call('HDEL', meta, 'apart:' .. who, 'n:' .. who, 'seen:' .. who)
    m['n:' .. who], m['seen:' .. who] = nil, nil
  end
end

-- Another epoch: what the other ends know of places is void, so they attach anew.
local function renew(meta, m, chat, role, epoch)
  m.eras = (m.eras or '') .. m.epoch .. '=' .. number(m.head) .. ','
  m.epoch = epoch
  redis.call('HSET', meta, 'epoch', epoch, 'eras', m.eras)
  tell(m, chat, role, 'a', 'again')
  for _, other in ipairs(OTHERS[role]) do
    increase(meta, 'generation:' .. other, 1)
    redis.call('HDEL', meta, 'state:' .. other, 'open:' .. other)
    m['state:' .. other] = nil
  end
end

-- Let those write who have handed in what they hold. In a log that was lost: at once when both ends have, else when the
-- hold is over; and staff only once the teen is there, whose screen may show what nobody else has.
local function settle(meta, m, now)
  local teen = m['state:teen'] == 'done'
  if m.begun ~= '1' and teen and (m['state:counsellor'] == 'done' or now >= number(m.hold)) then
    m.begun = '1'
    redis.call('HSET', meta, 'begun', 1)
  end
  for _, role in ipairs({'teen', 'counsellor', 'supervisor'}) do
    local open = m['state:' .. role] == 'done' and m.begun == '1'
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
    refill, number(m.lost), number(m.ended), table.concat(online, ' '), entries,
  }
end
