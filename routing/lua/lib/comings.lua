-- Who came into a chat and who went, the last of them, for the teen: each stay of a person is one occurrence.
local MOST_COMINGS = 20
local WHO = { staff = 'counsellor', supervisor = 'supervisor' }
-- Where the seal lies that vouches for the name.
local SEAL = { staff = 'seal', supervisor = 'beside' }

-- The same again when Redis forgot and the same person is put back at the same fence.
local function occurrence_of(c, field)
  return string.sub(redis.sha1hex(c.id .. '|' .. c.fence .. '|' .. c[field]), 1, 16)
end

-- `stay`: of who comes; of who goes it is read.
local function note_coming(c, field, what, stay)
  local v = call('HMGET', key_chat(c.id), 'comings', SEAL[field], field .. '_occurrence')
  local comings, name = v[1] and cjson.decode(v[1]) or {}, call('HGET', key_staff(c[field]), 'name')
  comings[#comings + 1] = {
    occurrence = stay or v[3] or '', who = WHO[field], name = name, what = what, fence = c.fence, seal = v[2] or '',
  }
  if #comings > MOST_COMINGS then table.remove(comings, 1) end
  call('HSET', key_chat(c.id), 'comings', cjson.encode(comings), field .. '_occurrence', stay or '')
end

-- `field`: staff or supervisor.
local function came(c, field) note_coming(c, field, 'came', occurrence_of(c, field)) end

-- `what`: left, lost or handed_on.
local function went(c, field, what) note_coming(c, field, what) end
