-- Append one entry and wake the other connected ends with it.
-- KEYS: meta, log
-- ARGV: chat, generation, entry (it names its role, cid, n, fence and kind itself)
-- Result: the seq (the old one for a cid that is there already), or a status: wrong_kind, log_lost, chat_ended,
--   stale_connection, stale_fence, refilling, log_full, or `gap` with the number expected (after a number that
--   something else has, this connection writes nothing more)
--- @include "log/limits"
--- @include "lib/numbers"
--- @include "log/senders"

local meta, log, chat, entry = KEYS[1], KEYS[2], ARGV[1], ARGV[3]
local role, cid, n, fence, kind =
  string.match(entry, '^"who":"(%l+)","cid":"([^"]+)","n":(%d+),"fence":(%d+),"kind":"(%l+)"')
if not may_write(role, kind) then return '!wrong_kind' end

local one, two = 'teen', 'supervisor'
if role == 'teen' then one = 'counsellor' elseif role == 'supervisor' then two = 'counsellor' end

local m = redis.call('HMGET', meta, 'head', 'fence', 'base', 'ended', 'generation:' .. role, 'open:' .. role,
  'n:' .. role, 'channel:' .. one, 'channel:' .. two)
if not m[2] then return '!log_lost' end
if m[4] then return '!chat_ended' end
if m[5] ~= ARGV[2] then return '!stale_connection' end
local expected = (m[7] or 0) + 1
if tonumber(n) < expected then
  local sought, upto = '"who":"' .. role .. '","cid":"' .. cid .. '"', '+'
  repeat
    local page = redis.call('XREVRANGE', log, upto, '-', 'COUNT', 50)
    for _, item in ipairs(page) do
      if string.sub(item[2][2], 1, #sought) == sought then return tonumber(string.match(item[1], '^%d+')) end
    end
    upto = #page == 50 and '(' .. page[50][1]
  until not upto
  -- Its count is wrong: what this connection has sent after this one would overtake it.
  increase(meta, 'generation:' .. role, 1)
  return '!gap ' .. expected
end
if m[2] ~= fence then return '!stale_fence' end
if m[6] ~= '1' then
--- @include "log/lib"
  local all = load(meta)
  settle(meta, all, clock(''))
  if all['open:' .. role] ~= '1' then return '!refilling' end
end
if tonumber(n) > expected then return '!gap ' .. expected end
local seq = m[1] + 1
if seq - m[3] >= MOST then return '!log_full' end

local at = string.format('%d', seq)
redis.call('XADD', log, at .. '-0', 'f', entry)
redis.call('HSET', meta, 'head', at, 'n:' .. role, n)
if kind ~= 'text' then increase(meta, 'apart:' .. role, 1) end
if at == m[3] then redis.call('PEXPIRE', log, redis.call('PTTL', meta)) end

local function tell(other, channel)
  redis.call('PUBLISH', channel, 'e ' .. chat .. ' ' .. other .. ' ' .. at .. ' {"t":"entry","chat":"' .. chat
    .. '","seq":' .. at .. ',' .. entry)
end
if m[8] then tell(one, m[8]) end
if m[9] then tell(two, m[9]) end
return seq
