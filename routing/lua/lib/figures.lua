-- Counts that cost the same however many wait.
local function pace(language)
  local v = call('HMGET', key_today(), 'handle_ms:' .. language, 'handle_n:' .. language)
  return tonumber(v[1] or 0), tonumber(v[2] or 0)
end

local function language_figures(language)
  local waiting = call('ZCARD', key_since(language))
  local v = call('HMGET', key_live(), 'offered:' .. language, 'active:' .. language)
  local first = call('ZRANGE', key_since(language), 0, 0, 'WITHSCORES')
  local handle_ms, handle_n = pace(language)
  return {
    language = language, waiting = waiting - (v[1] or 0), offered = v[1] or 0, active = v[2] or 0,
    longest = first[1] and since(first[2]) or 0, on_duty = how_many(language, '', ''),
    free = call('ZCOUNT', key_able(language), '-inf', '(4503599627370496'), handle_ms = handle_ms, handle_n = handle_n,
  }
end

-- Slots in use now: offered, active and wrap-up, of everyone on the desk.
local function held_slots()
  local held = 0
  for _, id in ipairs(call('SMEMBERS', key_crew())) do
    held = held + #split(call('HGET', key_staff(id), 'slots'))
  end
  return held
end

local function all_languages()
  local rows = {}
  for _, language in ipairs(languages()) do rows[#rows + 1] = language_figures(language) end
  return rows
end
