-- A return code is typed at another device: the chat is that device's from now on, under a fence and keys of its own.
-- KEYS[1] desk tag. ARGV[4..] chat, find, device. The caller has opened the code's record.
-- Result: '+moved' (by the device that did it also once more) and, the first time, a space and the chat as view_chat
-- shows it; or !code_unknown (another's, used, replaced or too old), !chat_unknown, !chat_ended.
local function redeem(ARGV)
  local id, find, device = ARGV[4], ARGV[5], ARGV[6]
  local c = load_chat(id)
  if not c then return refuse_missing(id) end
  if c.state == 'wrap_up' then return refuse('chat_ended ' .. call('HGET', key_chat(id), 'end')) end
  local v = call('HMGET', key_chat(id), 'code', 'code_until', 'code_used')
  if v[1] ~= find then return refuse('code_unknown') end
  if v[3] and v[3] ~= device then return refuse('code_unknown') end
  if not v[3] then
    if tonumber(v[2]) <= now then return refuse('code_unknown') end
    call('HSET', key_chat(id), 'code_used', device)
    rise(c)
    hand_to(c, c.fence, device)
  end
  return answer('+moved') .. chat_text(id)
end
