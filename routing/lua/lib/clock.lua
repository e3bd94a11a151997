-- What each kind of timer does when it is due.
-- So long from when a day began, who is behind takes nobody back to the one before: half of it, for a clock that was
-- wrong may have begun it.
local DAY_STANDS_MS = 43200000
-- Days begin at full quarters of an hour, wherever it is.
local QUARTER_MS = 900000

local function set_away(s)
  s.status = 'away'
  call('HSET', key_staff(s.id), 'status', 'away', 'changed', now, 'why', 'missed', 'reason', '', 'misses', 0)
end

-- When somebody whose lease is over was last heard of.
local function last_sign(member) return call('ZSCORE', key_agenda(), member) - setting('lease_ms') end

-- A teen whose lease ran out as well is gone: the one timer may come before the other.
local function follow_lease(c)
  if c.online == '1' and not teen_leased(c.id) then teen_gone(c, last_sign('t:' .. c.id)) end
end

-- Missed offers in a row: each was made after the one before was over. Returns how many.
local function count_miss(s, offered_at)
  local v = call('HMGET', key_staff(s.id), 'misses', 'missed_at')
  local misses = tonumber(v[1] or 0)
  if misses > 0 and offered_at < tonumber(v[2] or 0) then return misses end
  call('HSET', key_staff(s.id), 'misses', whole(misses + 1), 'missed_at', whole(now))
  return misses + 1
end

-- An offer of a chat whose teen is not there is nobody's miss.
local function expire_unseen(c)
  local s = load_staff(c.staff)
  withdraw(c, s, 'expired')
  settle({}, s, 'expired')
end

local function expire(c)
  follow_lease(c)
  if c.online ~= '1' then return expire_unseen(c) end
  local s, due = load_staff(c.staff), call('ZSCORE', key_agenda(), 'c:' .. c.id)
  c.missed = with_sorted(c.missed, s.id)
  increase(key_chat(c.id), 'missed_n', 1)
  local opened, sig = {}, withdraw(c, s, 'expired')
  if sig then opened[sig] = true end
  if count_miss(s, due - setting('offer_ms')) >= setting('misses_to_away') then
    set_away(s)
    if refresh(s) then
      opened.missed = true
      withdraw_offers(s, 'requeued', opened)
    end
    wake_staff(s, '-', '-')
  end
  settle(opened, s, 'expired')
end

local function wrap_up_over(c)
  local s = load_staff(c.staff)
  close_wrapped(c, s)
  wake_staff(s, c.id, 'closed')
  settle({}, s, 'wrap_up_over')
end

-- A timer without its chat or person must not stop the clock.
local function forget_timer(member) call('ZREM', key_agenda(), member) end

local function chat_timer(id)
  local c = load_chat(id)
  if not c or c.staff == '' then return forget_timer('c:' .. id) end
  if c.state == 'offered' then expire(c) else wrap_up_over(c) end
end

-- Whose gateway died has said goodbye to nobody.
local function teen_timer(id)
  local c = load_chat(id)
  if not c or c.state == 'wrap_up' then return forget_timer('t:' .. id) end
  if c.online ~= '1' then return teen_lost(c) end
  teen_gone(c, last_sign('t:' .. id))
  wake_holders(c)
end

local function staff_timer(id)
  local s = load_staff(id)
  if not s then return forget_timer('s:' .. id) end
  if s.online == '1' then return staff_gone(s, last_sign('s:' .. id)) end
  staff_lost(s)
end

local function breather_timer(id)
  local s = load_staff(id)
  forget_timer('b:' .. id)
  if not s or s.breather <= 0 then return end
  s.breather = 0
  if s.status == 'available' then s.idle = now end
  call('HSET', key_staff(id), 'breather', 0, 'heavy', '0', 'idle', s.idle)
  follow_duty(s, 'breather_over')
  wake_staff(s, '-', '-')
end

local function may_turn_away(c)
  return c.hands == 0 or not anybody(c.language, c.skills, c.missed)
end

-- While the desk is closed, those still in the pool are told so; a chat that lost its counsellor is still served
-- as long as somebody is on duty.
local function closed_sweep()
  call('ZREM', key_agenda(), 'q')
  if service_now() ~= 'closed' then return end
  local left = SWEEP
  for _, sig in ipairs(call('ZRANGE', key_heads(), 0, -1)) do
    for _, id in ipairs(call('ZRANGE', key_bucket(sig), 0, left - 1)) do
      local c = load_chat(id)
      if may_turn_away(c) then
        close_waiting(c, 'turned_away')
        left = left - 1
      end
    end
    if left <= 0 then break end
  end
  call('ZADD', key_agenda(), now + (left <= 0 and 0 or SWEEP_EVERY_MS), 'q')
end

local TIMERS = { c = chat_timer, t = teen_timer, s = staff_timer, b = breather_timer, q = closed_sweep }

local function run_timer(kind, id) TIMERS[kind](id) end

-- Slot time on duty and in use since the last such event, until `at`, for the hourly figures; of nobody in particular.
local function emit_duty(at)
  local v = call('HMGET', key_live(), 'duty', 'duty_ms', 'busy_ms', 'duty_told', 'busy_told')
  local duty_ms = (v[1] or 0) * now + (v[2] or 0)
  local busy_ms = held_slots() * now + (v[3] or 0)
  if duty_ms > (v[4] or 0) + 0 or busy_ms > (v[5] or 0) + 0 then
    recorded = recorded + 1
    call('XADD', key_ended(), '*', 'kind', 'duty', 'record', seed .. '-' .. recorded, 'at_ms', whole(at - 1),
      'duty_ms', whole(math.max(0, duty_ms - (v[4] or 0))), 'busy_ms', whole(math.max(0, busy_ms - (v[5] or 0))))
  end
  call('HSET', key_live(), 'duty_told', whole(duty_ms), 'busy_told', whole(busy_ms))
end

-- The slots on duty by each person: whatever another version counted otherwise ends with its day.
local function counted_anew()
  local sum = 0
  for _, id in ipairs(call('SMEMBERS', key_crew())) do sum = sum + duty_slots(load_staff(id)) end
  return sum
end

-- What is told just after an hour is that hour's.
local function turn_hour()
  local hour = math.floor(now / 3600000)
  local before = tonumber(call('HGET', key_live(), 'hour') or nil)
  if before == hour then return end
  if before then emit_duty(math.min(now, (before + 1) * 3600000)) end
  call('HSET', key_live(), 'hour', hour)
end

local function turn_day(day)
  local before = call('HGET', key_today(), 'day')
  if before == day then return end
  local turned = tonumber(call('HGET', key_live(), 'day_turned') or nil)
  if before and turned and day < before and math.abs(now - turned) < DAY_STANDS_MS then return end
  call('DEL', key_today())
  call('HSET', key_today(), 'day', day)
  if before then emit_duty(now - now % QUARTER_MS) end
  local duty = counted_anew()
  call('HSET', key_live(), 'busy_ms', whole(-held_slots() * now), 'duty', duty, 'duty_ms', whole(-duty * now),
    'duty_told', 0, 'busy_told', 0, 'day_turned', now)
end
