-- How numbers are written, and counted on. Redis 7.0 stores what Lua gives it as Lua writes it (`-0`, `1e+17`, `0.5`,
-- `nan`), and then refuses to count on it.
local LARGEST = 9007199254740992

-- Digits, and a sign below nought. What is no number a count can have becomes 0.
local function whole(given)
  local n = tonumber(given)
  if not (n and n > -LARGEST and n < LARGEST) then return '0' end
  return string.format('%.0f', math.floor(n) + 0)
end

-- Adds to a hash's count and returns it. A count that was stored unreadably is written anew.
local function increase(key, field, by)
  local sum = redis.pcall('HINCRBY', key, field, whole(by))
  if type(sum) == 'number' then return sum end
  redis.call('HSET', key, field, whole(redis.call('HGET', key, field)))
  return redis.call('HINCRBY', key, field, whole(by))
end
