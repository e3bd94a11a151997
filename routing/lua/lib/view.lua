-- A chat and a staff member as they are shown.
local function holder(id, role, seal, occurrence, found)
  local v = call('HMGET', key_staff(id), 'name', 'online')
  if not v[1] then return end
  found[#found + 1] = {
    staff = id, who = role, name = v[1], seal = seal or '', online = v[2], occurrence = occurrence or '',
  }
end

-- Other languages are looked for only when nobody speaks this one.
local function fill_waiting(h)
  h.served, h.missed_by_all = anybody(h.language, h.skills, h.missed or '')
  if h.served then return end
  local others = {}
  for _, language in ipairs(languages()) do
    if anybody(language, h.skills, h.missed or '') then others[#others + 1] = language end
  end
  h.others = list(others)
end

local function fill_active(h)
  local found = {}
  holder(h.staff, 'counsellor', h.seal, h.staff_occurrence, found)
  if found[1] and found[1].online ~= '1' then h.grace = call('ZSCORE', key_agenda(), 's:' .. h.staff) end
  if h.supervisor and h.supervisor ~= '' then
    holder(h.supervisor, 'supervisor', h.beside, h.supervisor_occurrence, found)
  end
  h.holders = list(found)
end

local function show_chat(id)
  local h = read_hash(key_chat(id))
  if not h.state then return nil end
  h.now = now
  h.form = nil
  if h.invited_fence ~= h.fence then h.invited = nil end
  if h.block == 'proposed' and h.block_fence ~= h.fence then h.block = nil end
  if h.state ~= 'active' then h.due = call('ZSCORE', key_agenda(), 'c:' .. id) end
  if h.state == 'waiting' or h.state == 'offered' then fill_waiting(h) end
  if h.state == 'active' then fill_active(h) end
  return h
end

-- What comes after the answer to whoever has just come in, so that they need not ask.
local function chat_text(id) return ' ' .. cjson.encode(show_chat(id)) end

-- Of somebody who has just joined: what was decided, without what they said themselves.
local function newcomer_text(c)
  local h = { now = now, joined = now, generation = now, state = c.state, fence = c.fence, staff = c.staff,
    language = c.language, skills = c.skills }
  if c.state == 'offered' then h.due = now + setting('offer_ms') end
  fill_waiting(h)
  return ' ' .. cjson.encode(h)
end

local function view_all(csv)
  local seen = {}
  for _, chat in ipairs(split(csv)) do seen[#seen + 1] = show_chat(chat) end
  return list(seen)
end

-- Nobody, as long as they are known only from a teen's claim.
local function show_staff(id)
  local h = read_hash(key_staff(id))
  if not h.staff or h.generation == '0' then return nil end
  h.now = now
  h.held, h.beside = view_all(h.slots), view_all(h.entered)
  return h
end

local function staff_text(id) return ' ' .. cjson.encode(show_staff(id)) end
