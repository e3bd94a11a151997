-- A waiting teen changes language, with the original join time.
-- KEYS[1] desk tag. ARGV[4..] chat, language.
-- Result: '+set', or !unknown_language, !wrong_state, !chat_unknown, !chat_ended.
local function choose_language(ARGV)
  local c, language = load_chat(ARGV[4]), ARGV[5]
  if not c then return refuse_missing(ARGV[4]) end
  local wrong = check_wish(language, '', c.priority)
  if wrong then return refuse(wrong) end
  if c.state ~= 'waiting' then return refuse('wrong_state ' .. c.state) end
  pool_remove(c)
  line_remove(c)
  c.language = language
  call('HSET', key_chat(c.id), 'language', language)
  line_add(c)
  if c.online == '1' then seek(c, 'language') end
  return answer('+set')
end
