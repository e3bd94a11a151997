-- Who will be served before somebody: those in line at an earlier place whom the same people could serve, over all
-- priorities and languages.
local function indexes(language, skills, keys)
  if skills == '' then keys[#keys + 1] = key_able(language) end
  for _, skill in ipairs(split(skills)) do keys[#keys + 1] = key_skilled(language, skill) end
  return keys
end

-- Whether two wishes wait in one line: they are the same, or somebody on duty could serve both.
local function one_line(language, skills, other_language, other_skills)
  if language == other_language and skills == other_skills then return true end
  local keys = indexes(other_language, other_skills, indexes(language, skills, {}))
  local count = #keys
  keys[count + 1], keys[count + 2] = 'LIMIT', 1
  return call('ZINTERCARD', count, unpack(keys)) > 0
end

-- The wishes in one line with this one; `alike`: only those of its language.
local function line_mates(language, skills, alike)
  local mates = {}
  for _, wish in ipairs(call('SMEMBERS', key_wishes())) do
    local other, needed = string.match(wish, '^([^|]*)|(.*)$')
    local asked = other == language or not alike
    if asked and one_line(language, skills, other, needed) then mates[#mates + 1] = wish end
  end
  return mates
end

-- How many stand in these lines up to a place; and how many of them ask this language: with those who speak it they
-- say how long the wait is, while the others may go to somebody else.
local function count_ahead(mates, language, till)
  local ahead, alike = 0, 0
  for _, wish in ipairs(mates) do
    local found = call('ZCOUNT', key_wish(wish), '-inf', till)
    ahead = ahead + found
    if string.sub(wish, 1, #language + 1) == language .. '|' then alike = alike + found end
  end
  return ahead, alike
end

-- Whether nobody who comes later can be served before somebody at this place.
local function is_settled(place)
  local least = math.min(setting('ageing:1'), setting('ageing:2'), setting('ageing:3'))
  return tonumber(place) <= now + least
end
