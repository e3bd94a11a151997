-- Whether a capacity, languages and skills can be somebody's here.
local function check_profile(capacity, languages, skills)
  local slots = tonumber(capacity)
  if not slots or slots < 1 or slots > setting('max_capacity') or slots % 1 ~= 0 then return 'bad_capacity' end
  if languages == '' or not desk_knows('languages', languages) then return 'unknown_language' end
  if not desk_knows('skills', skills) then return 'unknown_skill' end
end
