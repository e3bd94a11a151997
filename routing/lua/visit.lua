-- A visit that could not become a chat.
-- KEYS[1] desk tag. ARGV[4..] kind (closed_visit, turned_away), language. Result: '+counted', or !invalid kind…
local function visit(ARGV)
  local kind, language = ARGV[4], ARGV[5]
  if kind ~= 'closed_visit' and kind ~= 'turned_away' then return refuse('invalid kind') end
  if not is_language(language) then return refuse('unknown_language') end
  increase(key_today(), kind .. ':' .. language, 1)
  call('XADD', key_ended(), '*', 'kind', kind, 'at_ms', now, 'language', language, 'channel', '', 'why', '')
  return answer('+counted')
end
