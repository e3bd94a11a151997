-- A visit that became no chat here. One that went over to a neighbour may be in a language that this desk has not.
-- KEYS[1] desk tag. ARGV[4..] kind (closed_visit, turned_away, went_over), language. Result: '+counted', or !invalid kind…
local function visit(ARGV)
  local kind, language = ARGV[4], ARGV[5]
  local over = kind == 'went_over'
  if not over and kind ~= 'closed_visit' and kind ~= 'turned_away' then return refuse('invalid kind') end
  if not over and not is_language(language) then return refuse('unknown_language') end
  increase(key_today(), kind .. ':' .. language, 1)
  call('XADD', key_ended(), '*', 'kind', kind, 'at_ms', now, 'language', language, 'channel', '', 'why', '')
  return answer('+counted')
end
