-- Connect one end: its newest connection wins. Makes the log where there is none, raises its fence.
-- KEYS: meta, log
-- ARGV: chat, role, channel, fence, epoch, last_seq, last_cid, new epoch, ttl ms, hold ms, now ('' = the server's),
--   server (its id, '' unknown), active (0|1: whether this end may hand in now)
-- Result: '!stale_fence', or a standing: {generation, epoch, fence, head, n, peer_seen, refill, lost, ended, online,
--   entries (the first page), owes}. A log begins with its chat, at fence 0: one found missing later was lost and is
--   rebuilt. Nobody writes to it before both ends have handed in what they hold, or `hold` has passed. One that went
--   back in time, which takes another server than this end was connected to before, gets another epoch and is rebuilt
--   too. A log that was not lost takes nothing back from anybody, whatever an end says it knew; a rebuilt one once per
--   end.
local meta, log, chat, role, fence, epoch, last_seq, last_cid, anew, now, server

local function create(ttl_ms, hold_ms)
  local rebuilt = fence > 0
  redis.call('HSET', meta, 'head', 0, 'fence', fence, 'epoch', anew, 'base', 1, 'created', now,
    'hold', rebuilt and now + tonumber(hold_ms) or 0, 'rebuilt', rebuilt and 1 or 0, 'server', server)
  redis.call('PEXPIRE', meta, ttl_ms)
  return load(meta)
end

-- Does the log still hold, at the end's last place, what the end holds there?
local function agrees(m)
  if last_seq > number(m.head) then return false end
  if last_cid == '' or last_seq < number(m.base) then return true end
  local found = redis.call('XRANGE', log, last_seq .. '-0', last_seq .. '-0')[1]
  return found ~= nil and string.find(found[2][2], '"cid":"' .. last_cid .. '"', 1, true) ~= nil
end

local function connect(m, channel)
  local generation = whole(math.max(number(m['generation:' .. role]) + 1, now))
  m['generation:' .. role], m['channel:' .. role] = generation, channel
  redis.call('HSET', meta, 'generation:' .. role, generation, 'channel:' .. role, channel, 'server:' .. role, server)
end

-- Only a log that comes from another server, and that this end has not been connected to on this one, can have gone
-- back in time: to an older place, or to an older epoch.
local function may_be_behind(m, same)
  if server == '' then return same end
  return server ~= m.server and server ~= (m['server:' .. role] or m.server)
end

local function rebuild(m)
  m.epoch, m.rebuilt, m.server = anew, '1', server
  redis.call('HSET', meta, 'epoch', anew, 'rebuilt', 1, 'server', server)
  for _, one in ipairs({'teen', 'counsellor'}) do m['refilled:' .. one] = nil end
  redis.call('HDEL', meta, 'refilled:teen', 'refilled:counsellor')
end

-- What this end does next: hand in what it holds, owe it until the chat is in service, or nothing.
local function duty(m, known, active)
  local holds = last_seq > 0 and not known or m['state:' .. role] == 'owes'
  if not holds or m.rebuilt ~= '1' or m['refilled:' .. role] or role == 'supervisor' then return 'done' end
  return active and 'refill' or 'owes'
end

local function take_up(m, known, state)
  m['state:' .. role] = state
  redis.call('HSET', meta, 'state:' .. role, state, 'claim:' .. role, state ~= 'done' and not known and last_seq or 0)
  if known and last_seq > 0 and last_seq + 1 < number(m.base) then m.lost = '1' end
  settle(meta, m, now)
  tell(m, chat, role, 'p', role .. ' 1')
end

local function attach(KEYS, ARGV)
  meta, log, chat, role, fence, epoch = KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[4]), ARGV[5]
  last_seq, last_cid, anew, now, server = tonumber(ARGV[6]), ARGV[7], ARGV[8], clock(ARGV[11]), ARGV[12]
  local m = load(meta)
  if not m.epoch then m = create(ARGV[9], ARGV[10]) end
  local same = m.epoch == epoch
  if number(m.ended) == 1 then return standing(log, m, role, same and last_seq or 0) end
  if fence > number(m.fence) then
    rise(meta, m, chat, fence)
  elseif fence < number(m.fence) and role ~= 'teen' then
    return '!stale_fence'
  end

  local known = same and (last_seq == 0 or agrees(m))
  if last_seq > 0 and not known and may_be_behind(m, same) then rebuild(m) end
  connect(m, ARGV[3])
  local state = duty(m, known, ARGV[13] == '1')
  take_up(m, known, state)
  if state == 'refill' then return standing(log, m, role, -1) end
  return standing(log, m, role, known and last_seq or 0)
end
