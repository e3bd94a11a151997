-- Connections that come, by number, and that go: what a drop, and the end of its grace, does to either side.
local KEEP_STATUS_MS = 43200000

-- The connections of one end are numbered upwards, by the clock, so that their order outlives a Redis that forgot.
-- `held`: the number that one had before that, 0 for a new connection.
local function is_replaced(key, held)
  return held > 0 and (tonumber(call('HGET', key, 'generation')) or 0) > held
end

-- Returns the number before, and this connection's.
local function number_connection(key, held)
  local before = tonumber(call('HGET', key, 'generation')) or 0
  local generation = held > 0 and held or math.max(before + 1, now)
  call('HSET', key, 'generation', generation)
  return before, generation
end

local function teen_gone(c, lease)
  local grace = setting(c.state == 'active' and 'teen_grace_active_ms' or 'teen_grace_waiting_ms')
  c.online = '0'
  call('HSET', key_chat(c.id), 'online', '0')
  call('ZADD', key_agenda(), now + math.max(0, grace - lease), 't:' .. c.id)
  if c.state ~= 'waiting' then return end
  pool_remove(c)
  line_remove(c)
end

local function teen_lost(c)
  if c.state == 'active' then
    end_active(c, 'lost')
    wake_staff(load_staff(c.staff), c.id, '-')
    return
  end
  if c.state == 'waiting' then return close_waiting(c, 'lost') end
  local s = load_staff(c.staff)
  withdraw(c, s, 'lost')
  close_waiting(c, 'lost')
  settle({}, s, 'freed')
end

local function staff_gone(s, lease)
  s.online = '0'
  call('HSET', key_staff(s.id), 'online', '0')
  call('SREM', key_seniors(), s.id)
  call('ZADD', key_agenda(), now + math.max(0, setting('staff_grace_ms') - lease), 's:' .. s.id)
  follow_duty(s, 'dropped')
  wake_their_teens(s)
end

local function is_here(id)
  return id ~= '' and load_staff(id).online == '1'
end

-- What somebody holds goes to the supervisor beside them or back to the front of its class, or closes; they leave
-- the desk.
local function staff_lost(s)
  local opened = { missed = true }
  for _, id in ipairs(split(s.entered)) do
    supervisor_leaves(load_chat(id), 'lost', 'lost')
  end
  for _, id in ipairs(split(s.slots)) do
    local c = load_chat(id)
    if c.state == 'active' and is_here(c.supervisor) then
      take_over(c, s)
    elseif c.state == 'active' then
      take_back(c, s, 'lost', 'lost')
      if c.online == '1' then opened[pool_add(c)] = true end
    else
      close_wrapped(c, s)
    end
  end
  call('SREM', key_crew(), s.id)
  call('PEXPIRE', key_staff(s.id), KEEP_STATUS_MS)
  call('ZREM', key_agenda(), 's:' .. s.id)
  settle(opened, nil, 'lost')
end
