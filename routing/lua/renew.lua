-- Leases renewed, for the connections of one gateway.
-- KEYS[1] desk tag. ARGV[4] gateway, then per connection: kind (teen, staff), id, generation.
-- Result: { unknown ids, ids that a newer connection has }.
-- A generation of 0: rebuilt from somebody else's claim, not connected yet.
local function sort_out(kind, id, generation, lease, unknown, replaced, due)
  local v = call('HMGET', kind == 'teen' and key_chat(id) or key_staff(id), 'generation', 'online', 'state')
  local gone = v[2] ~= '1' or (kind == 'staff' and not leased(id))
  if not v[1] or v[1] == '0' or (v[1] == generation and gone) then
    unknown[#unknown + 1] = id
  elseif v[1] ~= generation then
    replaced[#replaced + 1] = id
  elseif v[3] ~= 'wrap_up' then
    due[#due + 1] = lease
    due[#due + 1] = (kind == 'teen' and 't:' or 's:') .. id
  end
end

local function renew(ARGV)
  local unknown, replaced, due, lease = {}, {}, {}, now + setting('lease_ms')
  for i = 5, #ARGV, 3 do sort_out(ARGV[i], ARGV[i + 1], ARGV[i + 2], lease, unknown, replaced, due) end
  if due[1] then call('ZADD', key_agenda(), unpack(due)) end
  return { unknown, replaced }
end
