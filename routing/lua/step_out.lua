-- A supervisor leaves a chat that goes on without them.
-- KEYS[1] desk tag. ARGV[4..] staff, chat. Result: '+fence', or !not_holder, !chat_unknown, !chat_ended.
local function step_out(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  if c.supervisor ~= ARGV[4] then return refuse('not_holder') end
  supervisor_leaves(c, 'left', 'closed')
  return answer('+' .. c.fence)
end
