-- Who waits, and in which order. `line` and `since`: everyone not yet answered, offered chats too.
-- `bucket`: those that can be offered now, one per signature (language|priority|skills|missed by);
-- `heads`: each signature that has any, scored by its first place.
local function signature(c)
  return c.language .. '|' .. c.priority .. '|' .. c.skills .. '|' .. c.missed
end

local function line_add(c)
  call('ZADD', key_line(c.language, c.priority), c.place, c.id)
  call('ZADD', key_since(c.language), c.joined, c.id)
end

local function line_remove(c)
  call('ZREM', key_line(c.language, c.priority), c.id)
  call('ZREM', key_since(c.language), c.id)
end

local function pool_add(c)
  local sig = signature(c)
  call('ZADD', key_bucket(sig), c.place, c.id)
  call('ZADD', key_heads(), 'LT', c.place, sig)
  return sig
end

local function renew_head(sig)
  local head = call('ZRANGE', key_bucket(sig), 0, 0, 'WITHSCORES')
  if head[1] then
    call('ZADD', key_heads(), head[2], sig)
  else
    call('ZREM', key_heads(), sig)
  end
end

local function pool_remove(c)
  local sig = signature(c)
  if call('ZREM', key_bucket(sig), c.id) == 1 then renew_head(sig) end
end

-- The first of a bucket leaves the pool.
local function pool_pop(sig)
  local c = load_chat(call('ZPOPMIN', key_bucket(sig))[1])
  renew_head(sig)
  return c
end
