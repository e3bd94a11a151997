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
