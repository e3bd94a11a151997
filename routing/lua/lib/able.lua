-- Who is able: the indexes a wish is looked up in, and whether anybody is there for it.
local function keys_for(language, skills)
  if skills == '' then return key_able(language), nil end
  local words = split(skills)
  local others = {}
  for i = 2, #words do others[#others + 1] = key_skilled(language, words[i]) end
  return key_skilled(language, words[1]), #others > 0 and others or nil
end

local function in_all(others, id)
  for _, key in ipairs(others or {}) do
    if not call('ZSCORE', key, id) then return false end
  end
  return true
end

-- Goes through those on duty who could serve it, best first, up to the score `till`, until `act` gives something.
local function first_able(language, skills, till, act)
  local key, others = keys_for(language, skills)
  local from = 0
  while true do
    local found = call('ZRANGE', key, '-inf', till, 'BYSCORE', 'LIMIT', from, 3)
    for _, id in ipairs(found) do
      local given = in_all(others, id) and act(id)
      if given then return given end
    end
    if #found < 3 then return nil end
    from = from + 3
  end
end

-- How many on duty could serve it, and how many of them have not missed it.
local function count_able(language, skills, missed)
  local key, others = keys_for(language, skills)
  local able = others and call('ZINTERCARD', #others + 1, key, unpack(others)) or call('ZCARD', key)
  local fresh = able
  for _, id in ipairs(split(missed)) do
    if call('ZSCORE', key, id) and in_all(others, id) then fresh = fresh - 1 end
  end
  return able, fresh
end

-- True when everyone on duty who could serve has missed it, so that it may come to them again.
local function all_missed(language, skills, missed)
  local able, fresh = count_able(language, skills, missed)
  return able > 0 and fresh == 0
end

-- Is anybody there: on duty, connected, speaks the language, has the skills, has not missed this chat. Everyone who
-- asks, asks here. The second: all of them have missed it, and so count again.
local function anybody(language, skills, missed)
  local again = false
  local fresh = first_able(language, skills, '+inf', function(id)
    if not leased(id) then return nil end
    if not has(missed, id) then return id end
    again = true
  end)
  if fresh then return true, false end
  again = again and all_missed(language, skills, missed)
  return again, again
end

-- How many are there.
local function how_many(language, skills, missed)
  local there, again = anybody(language, skills, missed)
  if not there then return 0 end
  local able, fresh = count_able(language, skills, missed)
  return again and able or fresh
end
