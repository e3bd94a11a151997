-- Wake-ups for gateways; the caller of a transition needs none, its answer is one.
local function wake_teen(c)
  if c.online == '1' then call('PUBLISH', channel(c.gateway), 't ' .. DESK .. ' ' .. c.id) end
end

local function wake_staff(s, chat, why)
  if s.online == '1' then
    call('PUBLISH', channel(s.gateway), 's ' .. DESK .. ' ' .. s.id .. ' ' .. chat .. ' ' .. why)
  end
end
