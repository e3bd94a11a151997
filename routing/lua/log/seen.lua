-- One end shows everything up to `seq`: tell the others; trim what all have seen, beyond what a reload should replay.
-- KEYS: meta, log
-- ARGV: chat, role, generation, seq, entries to keep, entries to trim at once
-- Result: 'ok' or a status: log_lost, stale_connection

-- Everything below the returned seq was seen by all.
local function unseen(m)
  local low = math.min(number(m['seen:teen']), number(m['seen:counsellor']))
  if m['channel:supervisor'] then low = math.min(low, number(m['seen:supervisor'])) end
  return low + 1
end

local function trim(meta, log, keep)
  local m = load(meta)
  local base = math.min(unseen(m), number(m.head) - keep + 1)
  if base <= number(m.base) then return end
  local bytes = 0
  for _, item in ipairs(redis.call('XRANGE', log, '-', '(' .. base .. '-0')) do bytes = bytes + #item[2][2] end
  redis.call('XTRIM', log, 'MINID', base .. '-0')
  redis.call('HSET', meta, 'base', base)
  increase(meta, 'bytes', -bytes)
end

local function seen(KEYS, ARGV)
  local meta, role, keep, step = KEYS[1], ARGV[2], tonumber(ARGV[5]), tonumber(ARGV[6])
  local others = OTHERS[role]
  local m = redis.call('HMGET', meta, 'head', 'generation:' .. role, 'seen:' .. role, 'base', 'channel:' .. others[1],
    'channel:' .. others[2])
  if not m[1] then return '!log_lost' end
  if m[2] ~= ARGV[3] then return '!stale_connection' end
  local seq = math.min(tonumber(ARGV[4]), tonumber(m[1]))
  if seq <= number(m[3]) then return 'ok' end

  redis.call('HSET', meta, 'seen:' .. role, seq)
  for i = 1, 2 do
    if m[4 + i] then
      redis.call('PUBLISH', m[4 + i], 'c ' .. ARGV[1] .. ' ' .. others[i] .. ' ' .. role .. ' ' .. seq)
    end
  end
  if tonumber(m[1]) - tonumber(m[4]) >= keep + step then trim(meta, KEYS[2], keep) end
  return 'ok'
end
