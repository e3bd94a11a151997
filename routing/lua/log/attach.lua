-- Connect one end: its newest connection wins. Makes the log where there is none, raises its fence.
-- KEYS: meta, log
-- ARGV: chat, role, channel, fence, epoch, last_seq, last_cid, new epoch, ttl ms, hold ms, now ('' = the server's)
-- Result: '!stale_fence', or a standing: {generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online,
--   entries}. A log that comes into being above fence 1 (the first offer), or for an end that knew another, is a rebuilt one: nobody
--   writes before both ends have handed in what they hold, or `hold` has passed. A log that went back in time gets
--   another epoch, so that every end hands in what it holds.
--- @include "log/lib"

local meta, log = KEYS[1], KEYS[2]
local chat, role, channel, fence = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local epoch, last_seq, last_cid = ARGV[5], tonumber(ARGV[6]), ARGV[7]
local now = clock(ARGV[11])

local function create()
  local rebuilt = fence > 1 or epoch ~= ''
  local hold = rebuilt and now + tonumber(ARGV[10]) or 0
  redis.call('HSET', meta, 'head', 0, 'fence', fence, 'epoch', ARGV[8], 'base', 1, 'hold', hold, 'created', now)
  redis.call('PEXPIRE', meta, ARGV[9])
  return load(meta)
end

-- Does the log still hold, at the end's last place, what the end holds there?
local function agrees(m)
  if last_seq > number(m.head) then return false end
  if last_cid == '' or last_seq < number(m.base) then return true end
  local found = redis.call('XRANGE', log, last_seq .. '-0', last_seq .. '-0')[1]
  return found ~= nil and string.find(found[2][2], '"cid":"' .. last_cid .. '"', 1, true) ~= nil
end

local function connect(m)
  local generation = string.format('%.0f', math.max(number(m['generation:' .. role]) + 1, now))
  m['generation:' .. role], m['channel:' .. role] = generation, channel
  redis.call('HSET', meta, 'generation:' .. role, generation, 'channel:' .. role, channel)
end

local m = load(meta)
if not m.epoch then m = create() end
local same = m.epoch == epoch
if number(m.ended) == 1 then return standing(log, m, role, same and last_seq or 0) end
if fence > number(m.fence) then
  rise(meta, m, chat, fence)
elseif fence < number(m.fence) and role ~= 'teen' then
  return '!stale_fence'
end
connect(m)

local known = same and (last_seq == 0 or agrees(m))
if same and not known then
  m.epoch = ARGV[8]
  redis.call('HSET', meta, 'epoch', m.epoch)
end
local refill = last_seq > 0 and not known and role ~= 'supervisor'
m['state:' .. role] = refill and 'refill' or 'done'
redis.call('HSET', meta, 'state:' .. role, m['state:' .. role], 'claim:' .. role, refill and last_seq or 0)
if known and last_seq > 0 and last_seq + 1 < number(m.base) then
  m.lost = '1'
end
settle(meta, m, now)
tell(m, chat, role, 'p', role .. ' 1')
if refill then return standing(log, m, role, -1) end
return standing(log, m, role, known and last_seq or 0)
