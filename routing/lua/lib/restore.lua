-- Putting back what Redis lost, from claims that the caller has verified. The higher fence is right.
local function birth(id, about, joined, fence)
  local place = joined + setting('ageing:' .. about[3])
  call('HSET', key_chat(id), 'chat', id, 'state', 'waiting', 'language', about[1], 'skills', about[2],
    'priority', about[3], 'topic', about[4], 'age_band', about[5], 'channel', about[6], 'joined', joined,
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
    part_supervisor(c, 'requeued')
    call('HSET', key_chat(c.id), 'active_ms', stop_active(c))
  else
    call('ZREM', key_agenda(), 'c:' .. c.id)
    increase(key_live(), 'offered:' .. c.language, -1)
  end
  unslot(s, c.id)
  wake_staff(s, c.id, 'requeued')
  return s
end

local function place_active(c, s, fence)
  c.state, c.staff, c.fence = 'active', s.id, fence
  if not c.answered then
    c.answered, c.hands = now, 1
    call('HSET', key_chat(c.id), 'answered', now, 'waited', 0, 'in_target', 0, 'hands', 1)
  end
  c.began = now
  call('HSET', key_chat(c.id), 'state', 'active', 'staff', s.id, 'fence', fence, 'began', now)
  increase(key_live(), 'active:' .. c.language, 1)
  slot(s, c.id)
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
      'capacity', 1, 'key', '', 'status', '', 'reason', '', 'why', 'self', 'changed', now, 'idle', now, 'misses', 0,
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
