-- Who came into a chat and who went, the last of them, for the teen: each stay of a person is one occurrence.
local MOST_COMINGS = 20
local WHO = { staff = 'counsellor', supervisor = 'supervisor' }
-- Where the seal lies that vouches for the name.
local SEAL = { staff = 'seal', supervisor = 'beside' }

-- The same again when Redis forgot and the same person is put back at the same fence.
local function occurrence_of(c, seat)
  return string.sub(redis.sha1hex(c.id .. '|' .. c.fence .. '|' .. c[seat]), 1, 16)
end

local function note_coming(c, seat, what, occurrence)
  local told = call('HGET', key_chat(c.id), 'comings')
  local comings = told and cjson.decode(told) or {}
  local name, seal = call('HGET', key_staff(c[seat]), 'name'), call('HGET', key_chat(c.id), SEAL[seat]) or ''
  comings[#comings + 1] = { occurrence = occurrence, who = WHO[seat], name = name, what = what, fence = c.fence, seal = seal }
  if #comings > MOST_COMINGS then table.remove(comings, 1) end
  call('HSET', key_chat(c.id), 'comings', cjson.encode(comings))
end

-- `seat`: staff or supervisor.
local function came(c, seat)
  local occurrence = occurrence_of(c, seat)
  call('HSET', key_chat(c.id), seat .. '_occurrence', occurrence)
  note_coming(c, seat, 'came', occurrence)
end

-- `what`: left, lost or handed_on.
local function went(c, seat, what)
  note_coming(c, seat, what, call('HGET', key_chat(c.id), seat .. '_occurrence') or '')
  call('HSET', key_chat(c.id), seat .. '_occurrence', '')
end
