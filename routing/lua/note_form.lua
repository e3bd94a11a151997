-- The form waits beside its chat until the ended event takes it along.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, form. Result: '+noted', or !not_holder, !chat_unknown, !chat_ended.
local function note_form(ARGV)
  local c = load_chat(ARGV[5])
  if not c then return refuse_missing(ARGV[5]) end
  if c.staff ~= ARGV[4] then return refuse('not_holder') end
  call('HSET', key_chat(c.id), 'form', ARGV[6])
  return answer('+noted')
end
