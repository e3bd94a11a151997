-- Connect one end: its newest connection wins. Makes the log where there is none, raises its fence.
-- KEYS: meta, log, what this end has handed in so far
-- ARGV: chat, role, channel, fence, then what the end proved to have been delivered (epoch, seq, stamp; '', 0, '' for
--   nothing), random part of a new epoch, ttl ms, hold ms, now ('' = the server's)
-- Result: '!stale_fence', or a standing: {generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online,
--   entries}.
-- A log is lost when the end proved a place of its epoch where it has another stamp or none: it gets a new epoch and
-- everybody attaches anew. A proved place of a former epoch earns one refill. Whoever proved nothing starts from nothing.
--- @include "log/lib"

local meta, log, handed = KEYS[1], KEYS[2], KEYS[3]
local chat, role, channel, fence = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local epoch, seq, stamp = ARGV[5], tonumber(ARGV[6]), ARGV[7]
local now = clock(ARGV[11])

local function stamp_at(at)
  local found = redis.call('XRANGE', log, at .. '-0', at .. '-0')[1]
  return found and string.match(found[2][2], ',"stamp":"([^"]*)"}$')
end

local function connect(m)
  local generation = string.format('%.0f', math.max(number(m['generation:' .. role]) + 1, now))
  m['generation:' .. role], m['channel:' .. role] = generation, channel
  redis.call('HSET', meta, 'generation:' .. role, generation, 'channel:' .. role, channel)
end

local m = load(meta)
if not m.epoch then
  create(meta, fence, ARGV[8], ARGV[9], now, 0)
  m = load(meta)
  wait(meta, m, now + tonumber(ARGV[10]))
end
if number(m.ended) == 1 then return standing(log, m, role, m.epoch == epoch and seq or 0) end
if fence > number(m.fence) then
  rise(meta, m, chat, fence)
elseif fence < number(m.fence) and role ~= 'teen' then
  return '!stale_fence'
end
connect(m)

local resume = m.epoch == epoch and (seq < number(m.base) or stamp_at(seq) == stamp)
if m.epoch == epoch and not resume then
  renew(meta, m, chat, role, new_epoch(now, ARGV[8]))
  wait(meta, m, now + tonumber(ARGV[10]))
end
local refill = seq > 0 and not resume and role ~= 'supervisor' and m['spent:' .. role] ~= epoch
m['state:' .. role] = refill and 'refill' or 'done'
redis.call('HSET', meta, 'state:' .. role, m['state:' .. role], 'from:' .. role, refill and epoch or '',
  'claim:' .. role, refill and seq or 0)
redis.call('DEL', handed)
if resume and seq + 1 < number(m.base) then m.lost = '1' end
settle(meta, m, now)
tell(m, chat, role, 'p', role .. ' 1')
if refill then return standing(log, m, role, -1) end
return standing(log, m, role, resume and seq or 0)
