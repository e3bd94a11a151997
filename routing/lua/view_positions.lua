-- Places of chats that wait or are offered.
-- KEYS[1] desk tag. ARGV[1] now, [2..] chats.
-- Result: JSON { rows = [{chat, language, position, ahead, alike, there, told}], languages = {language: {handle_ms,
-- handle_n}} }. `ahead`: how many will be served before, as it stands; `alike`: of the same language. `position`: one
-- more than `ahead`, or 0 when it may still grow.
-- `there`: how many could serve it.
local function place_row(id, lines)
  local c = load_chat(id)
  if not c then return nil end
  local wish = wish_of(c)
  local rank = call('ZRANK', key_wish(wish), id)
  if not rank then return nil end
  lines[wish] = lines[wish] or line_mates(c.language, c.skills)
  local there = how_many(c.language, c.skills, c.missed)
  local tied = rank - call('ZCOUNT', key_wish(wish), '-inf', '(' .. c.place)
  local ahead, alike = count_ahead(lines[wish], c.language, '(' .. c.place)
  ahead, alike = ahead + tied, alike + tied
  return {
    chat = id, language = c.language, ahead = ahead, alike = alike, there = there,
    position = there > 0 and is_settled(c.place) and ahead + 1 or 0, told = call('HEXISTS', key_chat(id), 'low') == 1,
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
