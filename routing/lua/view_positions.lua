-- Places of chats that wait or are offered.
-- KEYS[1] desk tag. ARGV[1] now, [2..] chats.
-- Result: JSON { rows = [{chat, language, position, ahead, alike, there, told}], languages = {language: {handle_ms,
-- handle_n}} }. `ahead`: how many will be served before, as it stands; `alike`: of the same language. `position`: one
-- more than `ahead`, or 0 when it may still grow.
-- `there`: how many could serve it.
-- What those who ask the same have in common: the other wishes in their line, and how many are there for them.
local function line_of(language, skills, wish)
  local others = {}
  for _, mate in ipairs(line_mates(language, skills)) do
    if mate ~= wish then others[#others + 1] = mate end
  end
  return { others = others, there = {} }
end

local function place_row(id, lines)
  local v = call('HMGET', key_chat(id), 'language', 'skills', 'missed', 'place', 'low')
  if not v[1] then return nil end
  local language, skills, missed = v[1], v[2] or '', v[3] or ''
  local wish = wish_of({ language = language, skills = skills })
  local rank = call('ZRANK', key_wish(wish), id)
  if not rank then return nil end
  local line = lines[wish] or line_of(language, skills, wish)
  lines[wish] = line
  line.there[missed] = line.there[missed] or how_many(language, skills, missed)
  local ahead, alike = count_ahead(line.others, language, '(' .. v[4])
  ahead, alike = ahead + rank, alike + rank
  return {
    chat = id, language = language, ahead = ahead, alike = alike, there = line.there[missed],
    position = line.there[missed] > 0 and is_settled(v[4]) and ahead + 1 or 0, told = v[5] and true or false,
  }
end

local function handle_times(language)
  local ms, n = pace(language)
  return { handle_ms = ms, handle_n = n }
end

local function view_positions(ARGV)
  local rows, seen, lines = {}, {}, {}
  for i = 2, #ARGV do
    local row = place_row(ARGV[i], lines)
    if row then
      rows[#rows + 1] = row
      seen[row.language] = seen[row.language] or handle_times(row.language)
    end
  end
  return cjson.encode({ rows = list(rows), languages = seen })
end
