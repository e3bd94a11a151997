-- A console connects, keeping the status it had; claims bring back chats that Redis lost.
-- KEYS[1] desk tag. ARGV[4..] staff, name, role, languages, skills, capacity, key, gateway, status (for somebody
-- unknown), then per claim: chat, language, skills, priority, topic, age_band, channel, joined, fence.
-- Result: '+on', or !bad_capacity, !unknown_language, !unknown_skill, !bad_status.
--- @include "lib/all"
--- @include "lib/restore"
--- @include "lib/status"
--- @include "lib/profile"
local id, role, languages, skills, gateway, status = ARGV[4], ARGV[6], ARGV[7], ARGV[8], ARGV[11], ARGV[12]
local wrong = check_profile(ARGV[9], languages, skills)
if wrong then return refuse(wrong) end
if status ~= '' and not is_status(status) then return refuse('bad_status') end
if status == '' then status = 'away' end

local function newcomer()
  call('HSET', key_staff(id), 'staff', id, 'status', status, 'reason', '', 'why', 'self', 'changed', now, 'idle', now,
    'misses', 0, 'online', '0', 'gateway', '', 'generation', 0, 'slots', '', 'entered', '', 'breather', 0,
    'heavy', '0', 'duty', '0', 'languages', languages, 'skills', skills, 'capacity', ARGV[9])
  return load_staff(id)
end

local s = load_staff(id) or newcomer()
if s.duty == '1' then leave_index(s) end
if s.status == '' then
  s.status = status
  call('HSET', key_staff(id), 'status', status)
end
if call('HGET', key_staff(id), 'adjusted') ~= '1' then
  s.languages, s.skills, s.capacity = languages, skills, tonumber(ARGV[9])
end
local generation = call('HINCRBY', key_staff(id), 'generation', 1)
if s.online == '1' then call('PUBLISH', channel(s.gateway), 'k ' .. id .. ' ' .. DESK .. ' ' .. generation) end
s.online, s.gateway = '1', gateway
call('PERSIST', key_staff(id))
call('HSET', key_staff(id), 'name', ARGV[5], 'role', role, 'key', ARGV[10], 'online', '1', 'gateway', gateway,
  'languages', s.languages, 'skills', s.skills, 'capacity', s.capacity)
call('SADD', key_crew(), id)
if role ~= 'counsellor' then call('SADD', key_seniors(), id) end
call('ZADD', key_agenda(), now + setting('lease_ms'), 's:' .. id)

local opened = { missed = true }

local function adopt(at)
  local chat, fence = ARGV[at], tonumber(ARGV[at + 8])
  if call('EXISTS', key_tombstone(chat)) == 1 or check_claim(ARGV[at + 1]) then return end
  local c = load_chat(chat)
  if not c then
    local about = { ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], ARGV[at + 6] }
    c = birth(chat, about, tonumber(ARGV[at + 7]), fence)
    call('ZADD', key_agenda(), now + setting('teen_grace_active_ms'), 't:' .. chat)
    return place_active(c, s, fence)
  end
  if c.state == 'wrap_up' or c.fence > fence or (c.fence == fence and c.state == 'active') then return end
  if uproot(c) then opened.all = true end
  place_active(c, s, fence)
end

for at = 13, #ARGV, 9 do adopt(at) end
for _, chat in ipairs(split(s.slots)) do wake_teen(load_chat(chat)) end
refresh(s)
settle(opened, s, 'sign_on')
return answer('+on')
