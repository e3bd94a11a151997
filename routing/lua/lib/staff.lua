-- One staff member's hash and their place in the `able` indexes, which hold everyone on duty: the free ones scored
-- by most free capacity, then longest idle; the full ones at FULL.
local FULL, FREE_STEP = 4503599627370496, 35184372088832

local function free_slots(s)
  if s.slots == '' then return s.capacity end
  local _, commas = string.gsub(s.slots, ',', '')
  return s.capacity - commas - 1
end

local function free_score(s)
  local free = free_slots(s)
  if free > 0 then return s.idle - free * FREE_STEP end
  return FULL
end

-- How many slots count as time on duty: all while they are, and at any time those in use.
local function duty_slots(s)
  local held = s.capacity - free_slots(s)
  return s.duty == '1' and math.max(s.capacity, held) or held
end

local function load_staff(id)
  if crew[id] then return crew[id] end
  local v = call('HMGET', key_staff(id), 'languages', 'skills', 'capacity', 'slots', 'idle', 'status', 'online',
    'breather', 'gateway', 'duty', 'entered')
  if not v[1] then return nil end
  local s = {
    id = id, languages = v[1], skills = v[2], capacity = tonumber(v[3]), slots = v[4], idle = tonumber(v[5]),
    status = v[6], online = v[7], breather = tonumber(v[8]), gateway = v[9], duty = v[10], entered = v[11],
  }
  if s.duty == '1' then s.score = free_score(s) end
  s.counted = duty_slots(s)
  crew[id] = s
  return s
end

-- Whether their connection still holds its lease; the clock takes the rest off duty, a moment later.
local function leased(id)
  local till = call('ZSCORE', key_agenda(), 's:' .. id)
  return till and tonumber(till) > now
end

local function can_serve(s, language, skills)
  if not has(s.languages, language) then return false end
  for skill in string.gmatch(skills, '[^,]+') do
    if not has(s.skills, skill) then return false end
  end
  return true
end

local function each_index(s, act)
  for language in string.gmatch(s.languages, '[^,]+') do
    act(key_able(language))
    for skill in string.gmatch(s.skills, '[^,]+') do act(key_skilled(language, skill)) end
  end
end

-- `s.score` is what the indexes hold.
local function index(s)
  local score = free_score(s)
  if score == s.score then return end
  s.score = score
  each_index(s, function(key) call('ZADD', key, score, s.id) end)
end

-- `s.counted` is what the desk's figure holds.
local function count_duty(s)
  local change = duty_slots(s) - s.counted
  if change == 0 then return end
  s.counted = s.counted + change
  increase(key_live(), 'duty', change)
  increase(key_live(), 'duty_ms', -change * now)
end

-- Those whose slots changed are written before matching reads the indexes, and at the end of the call.
local function save_stale()
  for s in pairs(stale) do
    stale[s] = nil
    call('HSET', key_staff(s.id), 'slots', s.slots, 'idle', s.idle, 'breather', s.breather)
    if s.duty == '1' then index(s) end
    count_duty(s)
  end
  if slots_taken ~= 0 then increase(key_live(), 'busy_ms', -slots_taken * now) end
  slots_taken = 0
end

local function leave_index(s)
  s.duty, s.score = '0', nil
  call('HSET', key_staff(s.id), 'duty', '0')
  count_duty(s)
  each_index(s, function(key) call('ZREM', key, s.id) end)
end

-- Brings the indexes in line with status, presence and breather; true when the person left duty.
local function refresh(s)
  local wanted = s.status == 'available' and s.online == '1' and s.breather == 0
  if wanted then index(s) end
  if wanted == (s.duty == '1') then return false end
  if not wanted then
    leave_index(s)
    return true
  end
  s.duty = '1'
  call('HSET', key_staff(s.id), 'duty', '1')
  count_duty(s)
  return false
end

local function unslot(s, chat)
  s.slots, s.idle = without(s.slots, chat), now
  stale[s], slots_taken = true, slots_taken - 1
  if s.breather < 0 and s.slots == '' then
    s.breather = now - s.breather
    call('ZADD', key_agenda(), s.breather, 'b:' .. s.id)
  end
end

local function slot(s, chat)
  s.slots = with(s.slots, chat)
  stale[s], slots_taken = true, slots_taken + 1
end
