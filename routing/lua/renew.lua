-- Leases renewed, for the connections of one gateway.
-- KEYS[1] desk tag. ARGV[4] gateway, then per connection: kind (teen, staff), id, generation.
-- Result: { unknown ids, ids that a newer connection has }.
--- @include "lib/call"
local unknown, replaced, due = {}, {}, {}
local lease = now + setting('lease_ms')

local function look(kind, id, generation)
  local key = kind == 'teen' and key_chat(id) or key_staff(id)
  local v = call('HMGET', key, 'generation', 'online', 'state')
  if not v[1] or (v[1] == generation and v[2] ~= '1') then
    unknown[#unknown + 1] = id
  elseif v[1] ~= generation then
    replaced[#replaced + 1] = id
  elseif v[3] ~= 'wrap_up' then
    due[#due + 1] = lease
    due[#due + 1] = (kind == 'teen' and 't:' or 's:') .. id
  end
end

for i = 5, #ARGV, 3 do look(ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
for i = 1, #due, 1000 do call('ZADD', key_agenda(), unpack(due, i, math.min(i + 999, #due))) end
return { unknown, replaced }
