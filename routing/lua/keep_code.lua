-- The teen asks for a return code: this one is good for their chat until then, and no other.
-- KEYS[1] desk tag. ARGV[4..] chat, moved (of who asks), find (what the code is looked up by), record (sealed by the
-- gateway), until.
-- Result: '+kept', or !moved (asked by a device that the chat has left), !code_unknown (too late), !chat_unknown, !chat_ended.
local function keep_code(ARGV)
  local c, find, till = load_chat(ARGV[4]), ARGV[6], tonumber(ARGV[8])
  if not c then return refuse_missing(ARGV[4]) end
  if c.state == 'wrap_up' then return refuse('chat_ended ' .. call('HGET', key_chat(c.id), 'end')) end
  if moved_of(c.id) ~= tonumber(ARGV[5]) then return refuse('moved') end
  if till <= now then return refuse('code_unknown') end
  forget_code(c.id)
  call('SET', key_code(find), ARGV[7], 'PX', whole(till - now))
  call('HSET', key_chat(c.id), 'code', find, 'code_until', till)
  call('HDEL', key_chat(c.id), 'code_used')
  return answer('+kept')
end
