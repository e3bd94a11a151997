-- Putting back what Redis lost, from claims that the caller has verified. The higher fence is right.
local function birth(id, about, joined, fence)
  local place = joined + setting('ageing:' .. about[3])
  call('HSET', key_chat(id), 'chat', id, 'state', 'waiting', 'language', about[1], 'skills', about[2],
    'priority', about[3], 'topic', about[4], 'age_band', about[5], 'channel', about[6], 'how_bad', about[7], 'joined', joined,
    'place', place, 'fence', fence, 'online', '0', 'gateway', '', 'generation', 0, 'chain', '', 'rebuilt', 1)
  return load_chat(id)
end

-- Takes a chat out of wherever it stands; the caller puts it somewhere at once.
local function uproot(c)
  if c.state == 'waiting' then pool_remove(c) end
  if c.state ~= 'active' then line_remove(c) end
  if c.staff == '' then return end
  local s = load_staff(c.staff)
  if c.state == 'active' then
    all_go(c, 'left')
    part_supervisor(c, 'requeued')
    stop_active(c)
  else
    call('ZREM', key_agenda(), 'c:' .. c.id)
    increase(key_live(), 'offered:' .. c.language, -1)
  end
  unslot(s, c.id)
  wake_staff(s, c.id, 'requeued')
  return s
end

local function answered_before(c)
  if c.answered then return end
  c.answered, c.hands = now, 1
  call('HSET', key_chat(c.id), 'answered', now, 'waited', 0, 'in_target', 0, 'hands', 1)
end

local function place_active(c, s, fence)
  c.state, c.staff, c.fence = 'active', s.id, fence
  answered_before(c)
  call('HSET', key_chat(c.id), 'state', 'active', 'staff', s.id, 'fence', fence)
  resume_talk(c)
  increase(key_live(), 'active:' .. c.language, 1)
  slot(s, c.id)
  came(c, 'staff')
end

-- What is only offered gives way to what was running. True when there is a slot.
local function make_room(s, opened)
  for _, id in ipairs(split(s.slots)) do
    local c = load_chat(id)
    if free_slots(s) < 1 and c.state == 'offered' then
      local sig = withdraw(c, s, 'requeued')
      if sig then opened[sig] = true end
    end
  end
  return free_slots(s) > 0
end

-- A chat that was running, whose holder has no slot for it any more: to the front of its class.
local function place_front(c, fence)
  answered_before(c)
  to_front(c)
  c.state, c.staff, c.fence = 'waiting', '', fence
  call('HSET', key_chat(c.id), 'state', 'waiting', 'staff', '', 'fence', fence, 'place', c.place,
    'requeued', 'lost', 'entered', now)
  line_add(c)
  note_fence(c)
  wake_teen(c)
end

-- To whoever held it, if they have a slot for it.
local function give_back(c, s, fence, opened)
  if make_room(s, opened) then return place_active(c, s, fence) end
  place_front(c, fence + 1)
  if c.online == '1' then opened[pool_add(c)] = true end
end

local function place_waiting(c, fence)
  c.state, c.staff, c.fence = 'waiting', '', fence
  call('HSET', key_chat(c.id), 'state', 'waiting', 'staff', '', 'fence', fence, 'requeued', '')
  line_add(c)
end

-- A holder who has not come back yet: known by id only, with the usual grace to do so.
local function await_staff(id, c)
  local s = load_staff(id)
  if not s then
    call('HSET', key_staff(id), 'staff', id, 'name', '', 'role', 'counsellor', 'languages', c.language, 'skills', '',
      'capacity', setting('max_capacity'), 'status', '', 'reason', '', 'why', 'self', 'changed', now, 'idle', now, 'misses', 0, 'missed_at', 0,
      'online', '0', 'gateway', '', 'generation', 0, 'slots', '', 'entered', '', 'breather', 0, 'heavy', '0',
      'duty', '0')
    s = load_staff(id)
  end
  if s.online == '0' and call('SADD', key_crew(), id) == 1 then
    call('PERSIST', key_staff(id))
    call('ZADD', key_agenda(), now + setting('staff_grace_ms'), 's:' .. id)
  end
  return s
end
