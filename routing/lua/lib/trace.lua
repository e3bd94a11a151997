-- One decision per offer, for supervisors: who was chosen, and why nobody else.
local NAMED, TRACED_MS = 20, 3600000

local function why_not(s, c)
  if not has(s.languages, c.language) then return 'language' end
  if not can_serve(s, c.language, c.skills) then return 'skill' end
  if s.online ~= '1' or not leased(s.id) then return 'gone' end
  if s.status ~= 'available' then return s.status end
  if s.breather ~= 0 then return 'breather' end
  if free_slots(s) < 1 then return 'full' end
  return has(c.missed, s.id) and 'missed' or 'later'
end

-- Everyone, on a desk that one person can overlook; of a larger crew only those who stood first.
local function witnesses(considered)
  if call('SCARD', key_crew()) > NAMED then return considered end
  local everyone = call('SMEMBERS', key_crew())
  table.sort(everyone)
  return everyone
end

local function trace(c, cause, considered)
  local passed = {}
  for _, id in ipairs(witnesses(considered)) do
    if id ~= c.staff then passed[#passed + 1] = id .. '=' .. why_not(load_staff(id), c) end
  end
  call('XADD', key_traces(), 'MINID', '~', math.max(0, now - TRACED_MS), '*', 'at', now, 'chat', c.id, 'cause', cause,
    'chosen', c.staff, 'considered', table.concat(considered, ','), 'passed', table.concat(passed, ','))
  call('PEXPIRE', key_traces(), TRACED_MS)
end
