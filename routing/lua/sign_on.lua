-- A console connects, keeping the status it had; claims bring back chats that Redis lost.
-- KEYS[1] desk tag. ARGV[4..] staff, name, role, languages, skills, capacity, gateway, status (for somebody
-- unknown), held (the generation that this connection had before Redis forgot, 0 for a new one), then per claim, of a
-- chat that was active: chat, language, skills, priority, topic, age_band, channel, joined, fence, seal, how_bad, moved.
-- Result: '+on' (also when a newer connection is there: nothing changes) and, the first time, a space and the person as
-- view_staff shows them; or !bad_capacity, !unknown_language, !unknown_skill, !bad_status.
local function newcomer(ARGV, status)
  local id = ARGV[4]
  call('HSET', key_staff(id), 'staff', id, 'status', status, 'reason', '', 'why', 'self', 'changed', now, 'idle', now,
    'misses', 0, 'missed_at', 0, 'online', '0', 'gateway', '', 'generation', 0, 'slots', '', 'entered', '', 'breather', 0,
    'heavy', '0', 'duty', '0', 'languages', ARGV[7], 'skills', ARGV[8], 'capacity', ARGV[9])
  return load_staff(id)
end

local function take_profile(s, ARGV, status)
  if s.duty == '1' then leave_index(s) end
  if s.status == '' then
    s.status = status
    call('HSET', key_staff(s.id), 'status', status)
  end
  if call('HGET', key_staff(s.id), 'adjusted') ~= '1' then
    s.languages, s.skills, s.capacity = ARGV[7], ARGV[8], tonumber(ARGV[9])
  end
end

local function connect_staff(s, ARGV)
  local before, generation = number_connection(key_staff(s.id), tonumber(ARGV[12]))
  if s.online == '1' and s.gateway ~= ARGV[10] then
    call('PUBLISH', channel(s.gateway), 'k ' .. s.id .. ' ' .. DESK .. ' ' .. generation)
  end
  s.online, s.gateway = '1', ARGV[10]
  resume_their_talks(s)
  call('PERSIST', key_staff(s.id))
  call('HSET', key_staff(s.id), 'name', ARGV[5], 'role', ARGV[6], 'online', '1',
    'gateway', s.gateway, 'languages', s.languages, 'skills', s.skills, 'capacity', s.capacity)
  call('SADD', key_crew(), s.id)
  if ARGV[6] ~= 'counsellor' then call('SADD', key_seniors(), s.id) end
  call('ZADD', key_agenda(), now + setting('lease_ms'), 's:' .. s.id)
  return before
end

local function show_seal(c, seal)
  if seal ~= '' then call('HSET', key_chat(c.id), 'seal', seal) end
end

local function adopt(s, claim, opened)
  local chat, fence = claim[1], tonumber(claim[9])
  if call('EXISTS', key_tombstone(chat)) == 1 or not is_language(claim[2]) then return end
  local c = load_chat(chat)
  if not c then
    c = birth(chat, { claim[2], claim[3], claim[4], claim[5], claim[6], claim[7], claim[11] }, tonumber(claim[8]), fence)
    call('ZADD', key_agenda(), now + setting('teen_grace_active_ms'), 't:' .. chat)
    note_move(chat, tonumber(claim[12]), '')
    show_seal(c, claim[10])
    return give_back(c, s, fence, opened)
  end
  if c.state ~= 'wrap_up' and tonumber(claim[12]) > moved_of(chat) then
    hand_to(c, tonumber(claim[12]), '')
    if fence <= c.fence then rise(c) end
  end
  if c.staff == s.id and c.state == 'active' and c.fence == fence then show_seal(c, claim[10]) end
  if c.state == 'wrap_up' or c.fence > fence or (c.fence == fence and c.state == 'active') then return end
  if uproot(c) then opened.all = true end
  call('HSET', key_chat(c.id), 'seal', claim[10])
  give_back(c, s, fence, opened)
end

-- Teens named somebody before their capacity was known: what they did not claim goes first, then the last.
local function give_back_excess(s, claimed, opened)
  for _, mine in ipairs({ false, true }) do
    local held = split(s.slots)
    for at = #held, 1, -1 do
      local c = load_chat(held[at])
      if free_slots(s) < 0 and c.state == 'active' and (claimed[c.id] or false) == mine then
        take_back(c, s, 'lost', 'lost')
        if c.online == '1' then opened[pool_add(c)] = true end
      end
    end
  end
end

local function sign_on(ARGV)
  local status = ARGV[11]
  local wrong = check_profile(ARGV[9], ARGV[7], ARGV[8])
  if wrong then return refuse(wrong) end
  if status == '' then status = 'away' end
  if not is_status(status) then return refuse('bad_status') end
  if is_replaced(key_staff(ARGV[4]), tonumber(ARGV[12])) then return answer('+on') end
  local s = load_staff(ARGV[4]) or newcomer(ARGV, status)
  take_profile(s, ARGV, status)
  local before, opened, claimed = connect_staff(s, ARGV), { missed = true }, {}
  for at = 13, #ARGV, 12 do
    claimed[ARGV[at]] = true
    adopt(s, { unpack(ARGV, at, at + 11) }, opened)
  end
  if before == 0 then give_back_excess(s, claimed, opened) end
  wake_their_teens(s)
  refresh(s)
  settle(opened, s, 'sign_on')
  return answer('+on') .. staff_text(s.id)
end
