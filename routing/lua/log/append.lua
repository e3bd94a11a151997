-- Append one entry and wake the other connected ends with it.
-- KEYS: meta, log
-- ARGV: chat, generation, entry (it names its role, cid, n, fence, kid and kind itself, and ends with its stamp)
-- Result: the seq; for a cid that is there already, not far back, `=seq stamp` of that one; or a status: wrong_kind, log_lost,
--   chat_ended, stale_connection, stale_fence, refilling, log_full, or `gap` with the number expected (after a number
--   that something else has, this connection writes nothing more)

-- A number that something has: this entry, or the count is wrong, and what this connection has sent after it would
-- overtake it.
local function repeated(meta, log, role, cid, expected)
  local at, stored = find(log, role, cid)
  if at then return '=' .. at .. ' ' .. string.match(stored, STAMP) end
  increase(meta, 'generation:' .. role, 1)
  return '!gap ' .. expected
end

-- An end that may not write yet: perhaps it may by now.
local function opens(meta, role)
  local all = load(meta)
  settle(meta, all, clock(''))
  return all['open:' .. role] == '1'
end

local function append(KEYS, ARGV)
  local meta, log, chat, entry = KEYS[1], KEYS[2], ARGV[1], ARGV[3]
  local role, cid, n, fence, kind = string.match(entry, ENTRY)
  if not may_write(role, kind) then return '!wrong_kind' end

  local one, two = OTHERS[role][1], OTHERS[role][2]
  local m = redis.call('HMGET', meta, 'head', 'fence', 'base', 'ended', 'generation:' .. role, 'open:' .. role,
    'n:' .. role, 'channel:' .. one, 'channel:' .. two, 'epoch', 'bytes')
  if not m[2] then return '!log_lost' end
  if m[4] then return '!chat_ended' end
  if m[5] ~= ARGV[2] then return '!stale_connection' end
  local expected = (m[7] or 0) + 1
  if tonumber(n) < expected then return repeated(meta, log, role, cid, expected) end
  if m[2] ~= fence then return '!stale_fence' end
  if m[6] ~= '1' and not opens(meta, role) then return '!refilling' end
  if tonumber(n) > expected then return '!gap ' .. expected end
  local seq = m[1] + 1
  if seq - m[3] >= MOST or (m[11] or 0) + #entry > MOST_BYTES then return '!log_full' end

  local at = string.format('%d', seq)
  redis.call('XADD', log, at .. '-0', 'f', entry)
  redis.call('HSET', meta, 'head', at, 'n:' .. role, n, 'bytes', string.format('%d', (m[11] or 0) + #entry))
  if kind ~= 'text' then increase(meta, 'apart:' .. role, 1) end
  if at == m[3] then redis.call('PEXPIRE', log, redis.call('PTTL', meta)) end
  if m[8] then push(m[8], chat, one, m[10], at, entry) end
  if m[9] then push(m[9], chat, two, m[10], at, entry) end
  return seq
end
