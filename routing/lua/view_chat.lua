-- One chat. KEYS[1] desk tag. ARGV[1] now, [2] chat. Result: JSON, 'null' when unknown.
local function view_chat(ARGV)
  local h = show_chat(ARGV[2])
  if not h then
    local why, language = ending_of(ARGV[2])
    h = why and { chat = ARGV[2], state = 'closed', ['end'] = why, language = language, now = now }
  end
  return h and cjson.encode(h) or 'null'
end
