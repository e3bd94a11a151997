-- One more wrap-up length, bounded by the longest wrap-up allowed.
-- KEYS[1] desk tag. ARGV[4..] staff, chat.
-- Result: '+extended', or !wrap_up_limit, !not_holder, !wrong_state, !chat_unknown, !chat_ended.
local function extend_wrap_up(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'wrap_up')
  if not c then return refusal end
  local due = tonumber(call('ZSCORE', key_agenda(), 'c:' .. c.id))
  local last = call('HGET', key_chat(c.id), 'over') + setting('wrap_up_max_ms')
  if due >= last then return refuse('wrap_up_limit') end
  call('ZADD', key_agenda(), math.min(last, due + setting('wrap_up_ms')), 'c:' .. c.id)
  return answer('+extended')
end
