-- One-off frames to connected supervisors.
local function tell_seniors(only, except, frame)
  local told = 0
  for _, id in ipairs(only ~= '' and { only } or call('SMEMBERS', key_seniors())) do
    if id ~= except then
      local gateway = call('HGET', key_staff(id), 'gateway')
      call('PUBLISH', channel(gateway), 'i ' .. DESK .. ' ' .. id .. ' ' .. cjson.encode(frame))
      told = told + 1
    end
  end
  return told
end

local function ask_over(id, ask, except) tell_seniors('', except or '', { t = 'ask_over', chat = id, ask = ask }) end

local function invitation_over(id)
  if (call('HGET', key_chat(id), 'invited') or '') ~= '' then ask_over(id, 'invited') end
end

local function block_over(id)
  if call('HGET', key_chat(id), 'block') == 'proposed' then ask_over(id, 'block') end
end

-- What the holder asked for stood for the fence that was.
local function asks_over(id)
  invitation_over(id)
  block_over(id)
end
