-- Take entries that an end holds of a log that is being rebuilt, in order. Those already there are left out, and what
-- its writer may not write; one whose place is free keeps its seq, others come after the last.
-- KEYS: meta, log
-- ARGV: chat, role, generation, epoch, last (0|1), now, then for each: seq, who, cid, n, kind, entry
-- Result: a standing with the whole log for the last frame, 'ok' before, or a status: log_lost, chat_ended,
--   stale_connection
--- @include "log/lib"
--- @include "log/limits"

local meta, log = KEYS[1], KEYS[2]
local chat, role, last = ARGV[1], ARGV[2], ARGV[5] == '1'

local function present()
  local there = {}
  for _, item in ipairs(redis.call('XRANGE', log, '-', '+')) do
    there[string.match(item[2][2], '^"who":"%a+","cid":"[%w_-]+"')] = true
  end
  return there
end

-- Publishes to those who follow live; an end that is still refilling gets everything at the end of its own.
local function announce(m, seq, entry)
  for _, other in ipairs({'teen', 'counsellor', 'supervisor'}) do
    local channel = m['channel:' .. other]
    if channel and other ~= role and m['state:' .. other] == 'done' then
      redis.call('PUBLISH', channel, 'e ' .. chat .. ' ' .. other .. ' ' .. seq
        .. ' {"t":"entry","chat":"' .. chat .. '","seq":' .. seq .. ',' .. entry)
    end
  end
end

-- Where an entry that was at `seq` goes now; nothing when it lies before the log's beginning.
local function place(m, seq)
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

local function take(m, there, i)
  local seq, who, cid, n = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  local name = identity(who, cid)
  local at = not there[name] and may_write(who, ARGV[i + 4]) and place(m, seq)
  if not at then return end
  if at - number(m.base) >= MOST then
    m.lost = '1'
    return
  end
  there[name] = true
  n = math.max(n, number(m['n:' .. who]) + 1)
  m.head, m['n:' .. who] = at, n
  add(meta, log, m, chat, at, who, n, ARGV[i + 4], ARGV[i + 5])
  announce(m, at, ARGV[i + 5])
end

local m = load(meta)
if not m.epoch or m.epoch ~= ARGV[4] then return '!log_lost' end
if m.ended then return '!chat_ended' end
if m['generation:' .. role] ~= ARGV[3] then return '!stale_connection' end
local wanted = m['state:' .. role] == 'refill'
local was_lost = m.lost
if wanted then
  local there = present()
  for i = 7, #ARGV, 6 do take(m, there, i) end
end
if not last then return 'ok' end

if wanted then
  m['state:' .. role] = 'done'
  redis.call('HSET', meta, 'state:' .. role, 'done', 'refilled:' .. role, 1)
  if number(m.head) < number(m['claim:' .. role]) then m.lost = '1' end
  settle(meta, m, clock(ARGV[6]))
end
if m.lost and not was_lost then
  redis.call('HSET', meta, 'lost', 1)
  tell(m, chat, role, 'l', 'lost')
end
return standing(log, m, role, 0)
