-- Take entries that an end holds of a log that is being rebuilt, in order. Those already there are left out, and what
-- its writer may not write; one whose place is free keeps its seq, others come after the last.
-- KEYS: meta, log
-- ARGV: chat, role, generation, epoch, last (0|1), now, then for each: seq, who, cid, n, kind, entry
-- Result: a standing with the log from its beginning for the last frame, 'ok' before, or a status: log_lost,
--   chat_ended, stale_connection
local meta, log, chat, role, m, there

local function present()
  local found = {}
  for _, item in ipairs(redis.call('XRANGE', log, '-', '+')) do
    found[string.match(item[2][2], '^"who":"%a+","cid":"[%w_-]+"')] = true
  end
  return found
end

-- Publishes to those who follow live; an end that is still refilling gets everything at the end of its own.
local function announce(seq, entry)
  for _, other in ipairs({'teen', 'counsellor', 'supervisor'}) do
    local channel = m['channel:' .. other]
    if channel and other ~= role and m['state:' .. other] == 'done' then
      redis.call('PUBLISH', channel, 'e ' .. chat .. ' ' .. other .. ' ' .. seq
        .. ' {"t":"entry","chat":"' .. chat .. '","seq":' .. seq .. ',' .. entry)
    end
  end
end

-- Where an entry that was at `seq` goes now; nothing when it lies before the log's beginning.
local function place(seq)
  local head, base = number(m.head), number(m.base)
  if head < base and seq > 0 then
    m.base = head == 0 and seq or base
    redis.call('HSET', meta, 'base', m.base)
    return number(m.base)
  end
  if seq < base then return nil end
  if seq > head + 1 then m.lost = '1' end
  return head + 1
end

local function take(seq, who, cid, n, kind, entry)
  local name = identity(who, cid)
  local at = not there[name] and may_write(who, kind) and place(seq)
  if not at then return end
  if at - number(m.base) >= MOST then
    m.lost = '1'
    return
  end
  there[name] = true
  n = math.max(n, number(m['n:' .. who]) + 1)
  m.head, m['n:' .. who] = at, n
  add(meta, log, m, chat, at, who, n, kind, entry)
  announce(at, entry)
end

local function take_all(ARGV)
  there = present()
  for i = 7, #ARGV, 6 do
    take(tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3]), ARGV[i + 4], ARGV[i + 5])
  end
end

local function finish(now)
  m['state:' .. role] = 'done'
  redis.call('HSET', meta, 'state:' .. role, 'done', 'refilled:' .. role, 1)
  if number(m.head) < number(m['claim:' .. role]) then m.lost = '1' end
  settle(meta, m, now)
end

local function refill(KEYS, ARGV)
  meta, log, chat, role, m = KEYS[1], KEYS[2], ARGV[1], ARGV[2], load(KEYS[1])
  if not m.epoch or m.epoch ~= ARGV[4] then return '!log_lost' end
  if m.ended then return '!chat_ended' end
  if m['generation:' .. role] ~= ARGV[3] then return '!stale_connection' end
  local wanted, last, was_lost = m['state:' .. role] == 'refill', ARGV[5] == '1', m.lost
  if wanted then take_all(ARGV) end
  if not last then return 'ok' end

  if wanted then finish(clock(ARGV[6])) end
  if m.lost and not was_lost then
    redis.call('HSET', meta, 'lost', 1)
    tell(m, chat, role, 'l', 'lost')
  end
  return standing(log, m, role, 0)
end
