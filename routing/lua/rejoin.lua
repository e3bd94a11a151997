-- The teen is back: same place, same chat; rebuilt from the claim when Redis lost it or knows an older fence.
-- KEYS[1] desk tag.
-- ARGV[4..] chat, gateway, language, skills, priority, topic, age_band, channel, joined, fence, staff, chain.
-- Result: '+back', or !chat_ended, !unknown_language.
--- @include "lib/all"
--- @include "lib/restore"
local id, gateway, joined, fence, holder = ARGV[4], ARGV[5], tonumber(ARGV[12]), tonumber(ARGV[13]), ARGV[14]
local opened, freed = {}, nil

local function rebuild(c)
  if holder ~= '' then
    local s = await_staff(holder, c)
    if s.online == '0' then return place_active(c, s, fence) end
    return place_waiting(c, fence + 1, 'lost')
  end
  place_waiting(c, fence, '')
end

local c = load_chat(id)
if c and c.state == 'wrap_up' then return refuse('chat_ended ' .. call('HGET', key_chat(id), 'end')) end
if not c then
  local why = call('GET', key_tombstone(id)) or nil
  if why then return refuse('chat_ended ' .. why) end
  local wrong = check_claim(ARGV[6])
  if wrong then return refuse(wrong) end
  c = birth(id, { ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11] }, joined, fence)
  call('HSET', key_chat(id), 'chain', ARGV[15])
  rebuild(c)
elseif fence > c.fence then
  freed = uproot(c)
  rebuild(c)
end

local was_online, old_gateway = c.online == '1', c.gateway
local generation = call('HINCRBY', key_chat(id), 'generation', 1)
if was_online then
  call('PUBLISH', channel(old_gateway), 'k ' .. id .. ' teen ' .. generation)
end
if generation > 1 then call('HINCRBY', key_chat(id), 'reconnects', 1) end
c.online, c.gateway = '1', gateway
call('HSET', key_chat(id), 'online', '1', 'gateway', gateway)
call('ZADD', key_agenda(), now + setting('lease_ms'), 't:' .. id)
if c.state == 'waiting' then opened[pool_add(c)] = true end
settle(opened, freed, 'return')
return answer('+back')
