-- How many messages each side wrote, for the record.
-- KEYS[1] desk tag. ARGV[4..] chat, teen, staff. Result: '+noted', or '+gone'.
local function note_messages(ARGV)
  if call('EXISTS', key_chat(ARGV[4])) == 0 then return answer('+gone') end
  call('HSET', key_chat(ARGV[4]), 'messages_teen', ARGV[5], 'messages_staff', ARGV[6])
  return answer('+noted')
end
