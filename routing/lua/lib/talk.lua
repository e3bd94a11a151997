-- How long a chat was talked: only while its teen and its counsellor were both there. `began` 0: not now.
-- `at`: the last moment both were there.
local function pause_talk(c, at)
  if c.began == 0 then return end
  c.active_ms, c.began = c.active_ms + math.max(0, at - c.began), 0
  call('HSET', key_chat(c.id), 'active_ms', c.active_ms, 'began', 0)
end

local function resume_talk(c)
  if c.state ~= 'active' or c.began > 0 or c.online ~= '1' or load_staff(c.staff).online ~= '1' then return end
  c.began = now
  call('HSET', key_chat(c.id), 'began', now)
end

local function resume_their_talks(s)
  for _, id in ipairs(split(s.slots)) do resume_talk(load_chat(id)) end
end

local function pause_their_talks(s, at)
  for _, id in ipairs(split(s.slots)) do pause_talk(load_chat(id), at) end
end
