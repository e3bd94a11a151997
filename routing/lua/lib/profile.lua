-- Whether a capacity, languages and skills can be somebody's here.
local function all_known(field, words)
  local known = call('HGET', key_settings(), field)
  for _, word in ipairs(split(words)) do
    if not has(known, word) then return false end
  end
  return true
end

local function check_profile(capacity, languages, skills)
  local slots = tonumber(capacity)
  if not slots or slots < 1 or slots > setting('max_capacity') or slots % 1 ~= 0 then return 'bad_capacity' end
  if languages == '' or not all_known('languages', languages) then return 'unknown_language' end
  if not all_known('skills', skills) then return 'unknown_skill' end
end
