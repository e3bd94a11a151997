-- Append one entry and wake the other connected ends with it.
-- KEYS: meta, log
-- ARGV: chat, role, generation, fence, n, cid, kind, entry, most entries
-- Result: the seq (the old one for a cid that is there already), or a status: log_lost, chat_ended,
--   stale_connection, stale_fence, refilling, log_full, or `gap` with the number expected

local meta, log = KEYS[1], KEYS[2]
local chat, role, n, kind, entry = ARGV[1], ARGV[2], tonumber(ARGV[5]), ARGV[7], ARGV[8]

local others = role == 'teen' and {'counsellor', 'supervisor'} or role == 'counsellor' and {'teen', 'supervisor'}
  or {'teen', 'counsellor'}

-- The seq of this role's entry `cid`, or nothing: rare, so that the usual path keeps no index.
local function find(cid)
  local sought, upto = '"who":"' .. role .. '","cid":"' .. cid .. '"', '+'
  while true do
    local page = redis.call('XREVRANGE', log, upto, '-', 'COUNT', 50)
    for _, item in ipairs(page) do
      if string.sub(item[2][2], 1, #sought) == sought then return tonumber(string.match(item[1], '^%d+')) end
    end
    if #page < 50 then return nil end
    upto = '(' .. page[#page][1]
  end
end

-- Whether the wait of a rebuilt log is over: rare, so that the usual path does not even make the functions.
local function may_write()
--- @include "log/lib"
  local m = load(meta)
  settle(meta, m, clock(''))
  return m['open:' .. role] == '1'
end

local m = redis.call('HMGET', meta, 'head', 'fence', 'generation:' .. role, 'open:' .. role, 'n:' .. role, 'ended',
  'base', 'channel:' .. others[1], 'channel:' .. others[2])
if not m[2] then return '!log_lost' end
if m[6] then return '!chat_ended' end
if m[3] ~= ARGV[3] then return '!stale_connection' end
local before = tonumber(m[5] or 0)
if n <= before then
  local seq = find(ARGV[6])
  if seq then return seq end
end
if m[2] ~= ARGV[4] then return '!stale_fence' end
if m[4] ~= '1' and not may_write() then return '!refilling' end
if n ~= before + 1 then return '!gap ' .. before + 1 end
local seq = tonumber(m[1]) + 1
if seq - tonumber(m[7]) >= tonumber(ARGV[9]) then return '!log_full' end

redis.call('XADD', log, seq .. '-0', 'f', entry)
redis.call('HSET', meta, 'head', seq, 'n:' .. role, n)
if kind ~= 'text' then redis.call('HINCRBY', meta, 'apart:' .. role, 1) end
if seq == tonumber(m[7]) then redis.call('PEXPIRE', log, redis.call('PTTL', meta)) end
for i = 1, 2 do
  local channel = m[7 + i]
  if channel then
    redis.call('PUBLISH', channel, 'e ' .. chat .. ' ' .. others[i] .. ' ' .. seq
      .. ' {"t":"entry","chat":"' .. chat .. '","seq":' .. seq .. ',' .. entry)
  end
end
return seq
