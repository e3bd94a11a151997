-- A chat at another device than it began at: `moved` is the fence it rose to when it came there, `device` whose it is.
local function moved_of(id) return tonumber(call('HGET', key_chat(id), 'moved') or 0) end

-- Whether who shows this is of a device that the chat has left.
local function has_left(id, moved, device)
  local v = call('HMGET', key_chat(id), 'moved', 'device')
  local held = tonumber(v[1] or 0)
  if moved ~= held then return moved < held end
  return held > 0 and v[2] ~= '' and v[2] ~= device
end

local function note_move(id, moved, device)
  if moved > 0 then call('HSET', key_chat(id), 'moved', moved, 'device', device) end
end

-- Who had it is told, and counts as gone until the other device is there.
local function hand_to(c, moved, device)
  wake_teen(c)
  teen_gone(c, now)
  note_move(c.id, moved, device)
end

-- Nothing is written under the fence that was: not by who was there, nor for whoever they had let in.
local function rise(c)
  if c.supervisor ~= '' then return supervisor_leaves(c, 'left', 'closed') end
  asks_over(c.id)
  c.fence = c.fence + 1
  call('HSET', key_chat(c.id), 'fence', c.fence)
  wake_teen(c)
  wake_holders(c)
end
