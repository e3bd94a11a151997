-- Whether the desk is open, by hand or by its hours; what closing starts.
local SWEEP_EVERY_MS, SWEEP = 30000, 50

local function service_now()
  local v = call('HMGET', key_service(), 'mode', 'state')
  local mode = v[1] or 'auto'
  if mode == 'auto' then mode = v[2] or 'closed' end
  return mode
end

local function follow_service()
  if service_now() == 'closed' then
    call('ZADD', key_agenda(), 'NX', now, 'q')
  else
    call('ZREM', key_agenda(), 'q')
  end
end
