-- Take entries that an end was delivered in a former epoch; the gateway has checked stamp and place of each. They are
-- gathered, and merged into the log with the last: the older epoch's first, none twice.
-- KEYS: meta, log, what this end has handed in so far
-- ARGV: chat, role, generation, epoch, last (0|1), random part of a new epoch, now, then for each: seq, entry
-- Result: a standing with the log's first page for the last frame, 'ok' before, or a status: log_lost, chat_ended,
--   stale_connection
local meta, log, handed, chat, role, random, now

-- Something can no longer be had, by anybody.
local function lose(m)
  if m.lost then return end
  m.lost = '1'
  redis.call('HSET', meta, 'lost', 1)
  tell(m, chat, role, 'l', 'lost')
end

local function gather(m, ARGV)
  local count, bytes = redis.call('LLEN', handed) / 2, number(m['handed:' .. role])
  for i = 8, #ARGV, 2 do
    count, bytes = count + 1, bytes + #ARGV[i + 1]
    if count > MOST or bytes > MOST_BYTES then
      lose(m)
      break
    end
    redis.call('RPUSH', handed, ARGV[i], ARGV[i + 1])
  end
  redis.call('HSET', meta, 'handed:' .. role, bytes)
  redis.call('PEXPIRE', handed, redis.call('PTTL', meta))
end

-- The entries of the log, each with the epoch and the seq it was first delivered at.
local function held(m)
  local entries = {}
  for i, item in ipairs(redis.call('XRANGE', log, '-', '+')) do
    local fields, seq = item[2], tonumber(string.match(item[1], '^%d+'))
    local epoch = fields[4] or epoch_of(m, seq)
    entries[i] = {text = fields[2], name = name_of(fields[2]), epoch = epoch, seq = tonumber(fields[6]) or seq}
  end
  return entries
end

local function brought(epoch)
  local found, flat = {}, redis.call('LRANGE', handed, 0, -1)
  for i = 1, #flat, 2 do
    found[#found + 1] = {text = flat[i + 1], name = name_of(flat[i + 1]), epoch = epoch, seq = tonumber(flat[i])}
  end
  return found
end

local function earlier(a, b)
  if a.epoch == b.epoch then return a.seq < b.seq end
  local left, right = born(a.epoch), born(b.epoch)
  if left == right then return a.epoch < b.epoch end
  return left < right
end

-- Whether two entries that this end was delivered stand the other way round. `sure`: where it was delivered each.
local function turned(entries, sure)
  local last = 0
  for _, one in ipairs(entries) do
    local seq = sure[one.name]
    if seq and seq < last then return true end
    last = seq or last
  end
end

-- A log that has turned round what this end was delivered is put in its order again. Returns whether it had.
local function put_right(entries, found)
  local sure, epoch = {}, found[1] and found[1].epoch
  for _, one in ipairs(found) do sure[one.name] = one.seq end
  for _, one in ipairs(entries) do
    if one.epoch ~= epoch then sure[one.name] = nil end
  end
  if not turned(entries, sure) then return false end
  for _, one in ipairs(entries) do one.seq = sure[one.name] or one.seq end
  table.sort(entries, earlier)
  return true
end

-- Adds entries `from` to `upto` of the log and those that came in between, the older epoch's first.
local function weave(all, left, from, upto, right)
  local j = 1
  while from <= upto or j <= #right do
    if j > #right or (from <= upto and not earlier(right[j], left[from])) then
      all[#all + 1], from = left[from], from + 1
    else
      all[#all + 1], j = right[j], j + 1
    end
  end
end

-- Both in their order: what both have stands where it stood, whatever epoch each knew it in. And how many are new.
local function merged(left, right)
  local all, between, after, new, at = {}, {}, 1, 0, {}
  for place, one in ipairs(left) do at[one.name] = place end
  for _, one in ipairs(right) do
    local place = at[one.name]
    if not place then
      between[#between + 1], at[one.name], new = one, 0, new + 1
    elseif place >= after then
      weave(all, left, after, place - 1, between)
      all[#all + 1], after, between = left[place], place + 1, {}
    end
  end
  weave(all, left, after, #left, between)
  return all, new
end

-- Something between two entries of one epoch was held by nobody. (Two at one place: the log had gone back in time.)
local function has_hole(all)
  for i = 2, #all do
    if all[i].epoch == all[i - 1].epoch and all[i].seq > all[i - 1].seq + 1 then return true end
  end
  return false
end

local function write(m, all, first, base)
  for i = first, #all do
    local one, at = all[i], base + i - 1
    redis.call('XADD', log, at .. '-0', 'f', one.text, 'e', one.epoch, 's', one.seq)
    count(meta, m, one.text, at)
  end
  redis.call('HSET', meta, 'base', base)
  redis.call('PEXPIRE', log, redis.call('PTTL', meta))
  m.base = base
end

local function announce(m, all, first, base)
  for i = first, #all do
    for _, other in ipairs(OTHERS[role]) do
      local channel = m['channel:' .. other]
      if channel and m['state:' .. other] == 'done' then
        push(channel, chat, other, m.epoch, base + i - 1, all[i].text)
      end
    end
  end
end

local function same_beginning(entries, all)
  for i = 1, #entries do
    if all[i].name ~= entries[i].name then return false end
  end
  return true
end

local function merge(m)
  local entries, found = held(m), brought(string.match(m['from:' .. role], '^%S+'))
  local moved = put_right(entries, found)
  local all, new = merged(entries, found)
  if new == 0 and not moved then return end
  local bytes = 0
  for _, one in ipairs(all) do bytes = bytes + #one.text end
  if #all > MOST or bytes > MOST_BYTES then return lose(m) end
  if has_hole(all) then lose(m) end
  local base = #entries > 0 and number(m.base) or all[1].seq
  if not moved and same_beginning(entries, all) then
    write(m, all, #entries + 1, base)
    return announce(m, all, #entries + 1, base)
  end
  redis.call('DEL', log)
  renew(meta, m, chat, role, new_epoch(now, random))
  forget_counts(meta, m)
  write(m, all, 1, base)
end

local function finish(m)
  redis.call('DEL', handed)
  redis.call('HDEL', meta, 'handed:' .. role)
  m['state:' .. role] = 'done'
  redis.call('HSET', meta, 'state:' .. role, 'done', 'spent:' .. role, m['from:' .. role])
  settle(meta, m, now)
end

local function refill(KEYS, ARGV)
  meta, log, handed, chat, role, random = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2], ARGV[6]
  local m = load(meta)
  if not m.epoch or m.epoch ~= ARGV[4] then return '!log_lost' end
  if m.ended then return '!chat_ended' end
  if m['generation:' .. role] ~= ARGV[3] then return '!stale_connection' end
  local wanted = m['state:' .. role] == 'refill'
  if wanted then gather(m, ARGV) end
  if ARGV[5] ~= '1' then return 'ok' end

  now = clock(ARGV[7])
  if wanted then
    merge(m)
    finish(m)
  end
  return standing(log, m, role, 0)
end
