-- Who is able: the indexes a wish is looked up in, and whether all of them have missed it.
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

-- True when everyone on duty who could serve has missed it, so that it may come to them again.
local function all_missed(language, skills, missed)
  if missed == '' then return false end
  local key, others = keys_for(language, skills)
  local able = call('ZCARD', key)
  if others then able = call('ZINTERCARD', #others + 1, key, unpack(others)) end
  for _, id in ipairs(split(missed)) do
    if call('ZSCORE', key, id) and in_all(others, id) then able = able - 1 end
  end
  return able == 0
end
