-- Connect one end: its newest connection wins, and the one before, at another gateway, is told. Makes the log where there
-- is none, raises its fence.
-- KEYS: meta, log, what this end has handed in so far
-- ARGV: chat, role, channel, fence, then what the end proved to have been delivered (epoch, seq, stamp; '', 0, '' for
--   nothing), random part of a new epoch, ttl ms, hold ms, now ('' = the server's)
-- Result: '!stale_fence', or a standing: {generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online,
--   entries (the first page)}.
-- A log is lost when the end proved a place of its epoch where it has another stamp or none: it gets a new epoch and
-- everybody attaches anew. A proved place of a former epoch earns one refill, each place: after two failovers an epoch that
-- was refilled may have been written to once more. Whoever proved nothing starts from nothing.
local meta, log, chat, role, epoch, seq, random, now, hold

local function stamp_at(at)
  local found = redis.call('XRANGE', log, at .. '-0', at .. '-0')[1]
  return found and string.match(found[2][2], STAMP)
end

-- A gateway that was frozen may come here after a newer connection, which would then hear nothing more: whoever is
-- replaced looks whose chat it is, and comes back when it is theirs.
local function connect(m, channel)
  local before = m['channel:' .. role]
  if before and before ~= channel then redis.call('PUBLISH', before, 'a ' .. chat .. ' ' .. role .. ' again') end
  local generation = whole(math.max(number(m['generation:' .. role]) + 1, now))
  m['generation:' .. role], m['channel:' .. role] = generation, channel
  redis.call('HSET', meta, 'generation:' .. role, generation, 'channel:' .. role, channel)
end

local function made(fence, ttl)
  create(meta, fence, random, ttl, now, 0)
  local m = load(meta)
  wait(meta, m, hold)
  return m
end

-- `proof`: what the end was delivered last; empty when nothing is wanted of it.
local function await_refill(m, proof)
  local wanted = proof ~= ''
  m['state:' .. role] = wanted and 'refill' or 'done'
  redis.call('HSET', meta, 'state:' .. role, m['state:' .. role], 'from:' .. role, proof)
  redis.call('HDEL', meta, 'handed:' .. role)
end

-- Whether the log still holds what the end was delivered last; one of this epoch that does not has gone back in time.
local function resumes(m, stamp)
  if m.epoch ~= epoch then return false end
  if seq < number(m.base) or stamp_at(seq) == stamp then return true end
  renew(meta, m, chat, role, new_epoch(now, random))
  wait(meta, m, hold)
  return false
end

local function attach(KEYS, ARGV)
  meta, log, chat, role, epoch, seq = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[5], tonumber(ARGV[6])
  random, now = ARGV[8], clock(ARGV[11])
  hold = now + tonumber(ARGV[10])
  local fence, m = tonumber(ARGV[4]), load(meta)
  if not m.epoch then m = made(fence, ARGV[9]) end
  if number(m.ended) == 1 then return standing(log, m, role, m.epoch == epoch and seq or 0) end
  if fence > number(m.fence) then
    rise(meta, m, chat, fence)
  elseif fence < number(m.fence) and role ~= 'teen' then
    return '!stale_fence'
  end
  connect(m, ARGV[3])
  local resume, proof = resumes(m, ARGV[7]), epoch .. ' ' .. ARGV[6] .. ' ' .. ARGV[7]
  local refill = seq > 0 and not resume and role ~= 'supervisor' and m['spent:' .. role] ~= proof
  await_refill(m, refill and proof or '')
  redis.call('DEL', KEYS[3])
  if resume and seq + 1 < number(m.base) then m.lost = '1' end
  settle(meta, m, now)
  tell(m, chat, role, 'p', role .. ' 1')
  return standing(log, m, role, refill and -1 or resume and seq or 0)
end
