-- How a chat goes back, ends and closes. None of these matches; the transition settles when all is in place.
local FRONT_MS = 1024

-- offered -> waiting. `c.missed` must be set before. Returns the signature when the chat is in the pool again.
local function withdraw(c, s, why)
  call('ZREM', key_agenda(), 'c:' .. c.id)
  increase(key_live(), 'offered:' .. c.language, -1)
  c.state, c.staff = 'waiting', ''
  call('HSET', key_chat(c.id), 'state', 'waiting', 'staff', '', 'missed', c.missed)
  unslot(s, c.id)
  wake_staff(s, c.id, why)
  wake_teen(c)
  if c.online == '1' then return pool_add(c) end
  line_remove(c)
end

local function part_supervisor(c, why)
  if c.supervisor == '' then return end
  local s = load_staff(c.supervisor)
  c.supervisor = ''
  call('HSET', key_chat(c.id), 'supervisor', '', 'invited', '', 'supervisor_occurrence', '')
  if not s then return end
  s.entered = without(s.entered, c.id)
  call('HSET', key_staff(s.id), 'entered', s.entered)
  wake_staff(s, c.id, why)
end

-- Whoever reads along is gone from the teen's view; the caller parts them, and raises the fence.
local function all_go(c, what)
  went(c, 'staff', what)
  if c.supervisor ~= '' then went(c, 'supervisor', 'left') end
end

local function stop_active(c)
  increase(key_live(), 'active:' .. c.language, -1)
  pause_talk(c, now)
end

-- To the front of its class: before all who stand at their own place, and among those who were put there by the moment
-- of joining. Whoever was put there stands before their own place, if only by a moment: that tells them from the others.
-- The gap leaves room for whoever comes between.
local function to_front(c)
  local line, ageing, at, before = key_line(c.language, c.priority), setting('ageing:' .. c.priority), 0, nil
  c.place = c.joined + ageing - 1
  local head = call('ZRANGE', line, at, at, 'WITHSCORES')
  while head[1] do
    local place, joined = tonumber(head[2]), tonumber(call('ZSCORE', key_since(c.language), head[1]))
    if place >= joined + ageing or joined >= c.joined then
      if place <= c.place then c.place = before and math.floor((before + place) / 2) or place - FRONT_MS end
      return
    end
    before, at = place, at + 1
    head = call('ZRANGE', line, at, at, 'WITHSCORES')
  end
end

local function note_fence(c)
  fenced[#fenced + 1] = c.id
  fenced[#fenced + 1] = c.fence
end

-- The second half of a take-back, once the active time is counted: into the line, not yet into the pool.
-- The fence rises, so that the old holder's writes end here.
local function requeue_stopped(c, s, why, cause)
  asks_over(c.id)
  c.state, c.staff, c.fence = 'waiting', '', c.fence + 1
  if cause == 'lost' then to_front(c) end
  call('HSET', key_chat(c.id), 'state', 'waiting', 'staff', '', 'fence', c.fence, 'place', c.place,
    'missed', c.missed, 'requeued', cause, 'entered', now)
  line_add(c)
  unslot(s, c.id)
  wake_staff(s, c.id, why)
  wake_teen(c)
  note_fence(c)
end

-- active -> waiting.
local function take_back(c, s, why, cause)
  all_go(c, cause == 'lost' and 'lost' or 'left')
  part_supervisor(c, why)
  stop_active(c)
  requeue_stopped(c, s, why, cause)
end

-- active -> wrap_up. The teen's side is over.
local function end_active(c, reason)
  invitation_over(c.id)
  part_supervisor(c, 'closed')
  stop_active(c)
  c.state = 'wrap_up'
  call('HSET', key_chat(c.id), 'state', 'wrap_up', 'end', reason, 'over', now)
  call('ZREM', key_agenda(), 't:' .. c.id)
  call('ZADD', key_agenda(), now + setting('wrap_up_ms'), 'c:' .. c.id)
  ended[#ended + 1] = c.id
end

-- wrap_up -> closed.
local function close_wrapped(c, s)
  block_over(c.id)
  local h = read_ending(c)
  count('handle_ms', h.language, h.active_ms + since(h.over))
  count('handle_n', h.language, 1)
  if h['end'] ~= 'finished' then count('ended_' .. h['end'], h.language, 1) end
  unslot(s, c.id)
  emit(h, h['end'])
  bury(c.id, h['end'], c.language)
end

local function count_unserved(h, reason)
  local waited = since(h.joined)
  count(reason, h.language, 1)
  if reason ~= 'abandoned' then return end
  if waited > target(h.priority) then
    count('abandoned_late', h.language, 1)
  elseif waited < 30000 then
    count('abandoned_short', h.language, 1)
  end
end

-- waiting -> closed. A chat that was answered before and waits again ended in its queue all the same.
local function close_waiting(c, reason)
  pool_remove(c)
  line_remove(c)
  local h = read_ending(c)
  if h.answered then count('ended_' .. reason, h.language, 1) else count_unserved(h, reason) end
  wake_teen(c)
  emit(h, reason)
  bury(c.id, reason, c.language)
end

-- Everything a person on duty was offered goes back; `opened` gathers the signatures to settle.
local function withdraw_offers(s, why, opened)
  for _, id in ipairs(split(s.slots)) do
    local c = load_chat(id)
    if c.state == 'offered' then
      local sig = withdraw(c, s, why)
      if sig then opened[sig] = true end
    end
  end
end

-- After a change of status, presence or breather: indexes, offers, matching. `freed` when they may take more.
local function follow_duty(s, cause)
  local opened = {}
  if refresh(s) then
    opened.missed = true
    withdraw_offers(s, 'requeued', opened)
  end
  settle(opened, s.duty == '1' and s or nil, cause)
end

-- Those of the staff who have this chat on their screen.
local function wake_holders(c)
  if c.staff ~= '' then wake_staff(load_staff(c.staff), c.id, '-') end
  if c.supervisor ~= '' then wake_staff(load_staff(c.supervisor), c.id, '-') end
end

-- A chat that goes on without the supervisor: the fence rises, so that they read nothing written from now on.
local function supervisor_leaves(c, what, why)
  asks_over(c.id)
  went(c, 'supervisor', what)
  part_supervisor(c, why)
  c.fence = c.fence + 1
  call('HSET', key_chat(c.id), 'fence', c.fence)
  note_fence(c)
  wake_teen(c)
  wake_holders(c)
end

-- The counsellor is lost and a supervisor is in the chat: it is theirs now, beyond any capacity. Their seal goes with
-- them: it vouches for their name, should they go before they hold the new fence under one of their own.
local function take_over(c, lost)
  local s, v = load_staff(c.supervisor), call('HMGET', key_chat(c.id), 'supervisor_occurrence', 'beside')
  asks_over(c.id)
  pause_talk(c, now)
  went(c, 'staff', 'lost')
  unslot(lost, c.id)
  wake_staff(lost, c.id, 'lost')
  part_supervisor(c, '-')
  c.staff, c.fence, c.hands = s.id, c.fence + 1, c.hands + 1
  call('HSET', key_chat(c.id), 'staff', s.id, 'staff_occurrence', v[1], 'seal', v[2], 'fence', c.fence, 'hands', c.hands)
  slot(s, c.id)
  resume_talk(c)
  note_fence(c)
  wake_teen(c)
end

-- Whoever is in a chat with somebody who comes or goes.
local function wake_their_teens(s)
  for _, id in ipairs(split(s.slots)) do wake_teen(load_chat(id)) end
  for _, id in ipairs(split(s.entered)) do wake_teen(load_chat(id)) end
end
