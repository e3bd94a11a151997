-- Small readings that several need.
local function read_hash(key)
  local flat, hash = call('HGETALL', key), {}
  for i = 1, #flat, 2 do hash[flat[i]] = flat[i + 1] end
  return hash
end

-- An empty Lua table would be written as an object.
local function list(items)
  if #items == 0 then return nil end
  return items
end

local function languages()
  return split(call('HGET', key_settings(), 'languages') or '')
end

local function service()
  local h = read_hash(key_service())
  h.mode = h.mode or 'auto'
  h.state = h.state or 'closed'
  h.service = h.mode == 'auto' and h.state or h.mode
  return h
end
