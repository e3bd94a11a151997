-- The one way a status changes.
local function is_status(status)
  return status == 'available' or status == 'away' or status == 'finishing' or status == 'offline'
end

local function change_status(s, status, reason, why)
  if s.status ~= status then
    if status == 'available' then s.idle = now end
    s.status = status
    call('HSET', key_staff(s.id), 'status', status, 'changed', now, 'idle', s.idle)
  end
  call('HSET', key_staff(s.id), 'reason', reason, 'why', why, 'misses', 0)
  follow_duty(s, 'status')
end
