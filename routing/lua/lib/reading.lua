-- Small readings that several need.
-- An empty Lua table would be written as an object.
local function list(items)
  if #items == 0 then return nil end
  return items
end

local function languages()
  return split(settings.languages)
end

local function service()
  local h = read_hash(key_service())
  h.mode = h.mode or 'auto'
  h.state = h.state or 'closed'
  h.service = h.mode == 'auto' and h.state or h.mode
  return h
end
