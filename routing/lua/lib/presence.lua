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

-- When the grace of somebody gone is over. `last`: their last sign of life; when it was a lease that ran out, its length
-- is taken off, and no more: a clock that stood still with everything else takes nobody's grace away.
local function grace_over(grace, last)
  return now + math.max(0, grace - (last < now and setting('lease_ms') or 0))
end

local function teen_leased(id) return tonumber(call('ZSCORE', key_agenda(), 't:' .. id) or 0) > now end

-- While a return code stands for a chat, it is kept for who may come with it.
local function code_until(id)
  local v = call('HMGET', key_chat(id), 'code_until', 'code_used')
  return v[2] and 0 or tonumber(v[1] or 0)
end

local function teen_gone(c, last)
  local grace = setting(c.state == 'active' and 'teen_grace_active_ms' or 'teen_grace_waiting_ms')
  c.online = '0'
  call('HSET', key_chat(c.id), 'online', '0', 'gone', last)
  pause_talk(c, last)
  call('ZADD', key_agenda(), math.max(grace_over(grace, last), code_until(c.id)), 't:' .. c.id)
  if c.state ~= 'waiting' then return end
  pool_remove(c)
  line_remove(c)
end

-- A gateway knows by itself which of its own connections is newer; a notice could overtake the answer of a rebuild.
local function connect_teen(c, gateway, held)
  local before, generation = number_connection(key_chat(c.id), held)
  if c.online == '1' and c.gateway ~= gateway then
    call('PUBLISH', channel(c.gateway), 'k ' .. c.id .. ' teen ' .. generation)
  end
  if before > 0 and held == 0 then increase(key_chat(c.id), 'reconnects', 1) end
  c.online, c.gateway = '1', gateway
  call('HSET', key_chat(c.id), 'online', '1', 'gateway', gateway)
  call('ZADD', key_agenda(), now + setting('lease_ms'), 't:' .. c.id)
  if c.state == 'waiting' then line_add(c) end
  resume_talk(c)
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

local function staff_gone(s, last)
  s.online = '0'
  call('HSET', key_staff(s.id), 'online', '0')
  pause_their_talks(s, last)
  call('SREM', key_seniors(), s.id)
  call('ZADD', key_agenda(), grace_over(setting('staff_grace_ms'), last), 's:' .. s.id)
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
