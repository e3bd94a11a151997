-- Places of chats that wait or are offered. KEYS[1] desk tag. ARGV[1] now, [2..] chats.
-- Result: JSON { rows = [{chat, language, position, ahead, told}], languages = {language: {on_duty, handle_ms, …}} }.
local function ahead_of(language, place)
  local ahead = 0
  for priority = 1, 3 do ahead = ahead + call('ZCOUNT', key_line(language, priority), '-inf', '(' .. place) end
  return ahead
end

local function place_row(id)
  local v = call('HMGET', key_chat(id), 'language', 'priority', 'place', 'low')
  local rank = v[1] and call('ZRANK', key_line(v[1], v[2]), id)
  if not rank then return nil end
  return { chat = id, language = v[1], position = rank + 1, ahead = ahead_of(v[1], v[3]), told = v[4] ~= false }
end

local function view_positions(ARGV)
  local rows, seen = {}, {}
  for i = 2, #ARGV do
    local row = place_row(ARGV[i])
    if row then
      rows[#rows + 1] = row
      seen[row.language] = seen[row.language] or language_figures(row.language)
    end
  end
  return cjson.encode({ rows = list(rows), languages = seen })
end
