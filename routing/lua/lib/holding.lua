-- The caller must hold the chat in a given state; otherwise a refusal.
local function held(staff, chat, state, fence)
  local c = load_chat(chat)
  if not c then return nil, refuse_missing(chat) end
  if c.staff ~= staff then return nil, refuse('not_holder') end
  if fence and c.fence ~= tonumber(fence) then return nil, refuse('stale_fence ' .. c.fence) end
  if c.state ~= state then return nil, refuse('wrong_state ' .. c.state) end
  return c
end
