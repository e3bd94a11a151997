-- Who waits, and in which order. `line`, `since` and `wish`: everyone not yet answered who is there; an offered chat
-- until its offer is over. `wishes`: what those in line ask, as language|skills.
-- `bucket`: those that can be offered now, one per signature (language|priority|skills|missed by);
-- `heads`: each signature that has any, scored by its first place.
local function signature(c)
  return c.language .. '|' .. c.priority .. '|' .. c.skills .. '|' .. c.missed
end

local function wish_of(c) return c.language .. '|' .. c.skills end

local function line_add(c)
  if c.state ~= 'offered' and c.online ~= '1' then return end
  local wish = wish_of(c)
  call('ZADD', key_line(c.language, c.priority), c.place, c.id)
  call('ZADD', key_since(c.language), c.joined, c.id)
  call('ZADD', key_wish(wish), c.place, c.id)
  call('SADD', key_wishes(), wish)
end

local function line_remove(c)
  local wish = wish_of(c)
  call('ZREM', key_line(c.language, c.priority), c.id)
  call('ZREM', key_since(c.language), c.id)
  call('ZREM', key_wish(wish), c.id)
  if call('EXISTS', key_wish(wish)) == 0 then call('SREM', key_wishes(), wish) end
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
