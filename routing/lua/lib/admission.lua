-- Who may enter the queue at all.
local function desk_knows(field, words)
  for _, word in ipairs(split(words)) do
    if not has(settings[field], word) then return false end
  end
  return true
end

local function is_language(language)
  return language ~= '' and not string.find(language, ',', 1, true) and has(settings.languages, language)
end

local function check_wish(language, skills, priority)
  if not is_language(language) then return 'unknown_language' end
  if skills ~= '' and not desk_knows('skills', skills) then return 'unknown_skill' end
  if priority ~= '1' and priority ~= '2' and priority ~= '3' then return 'bad_priority' end
end

local function is_blocked(chain)
  if chain == '' then return false end
  local till = call('ZSCORE', key_blocked(), chain)
  return till and tonumber(till) > now
end

-- The mean wait of whoever comes behind so many, from today's handle times once there are some.
local function mean_wait(language, skills, ahead)
  local sums = call('HMGET', key_today(), 'handle_ms:' .. language, 'handle_n:' .. language)
  local handle = setting('handle_ms')
  if tonumber(sums[2] or 0) >= 20 then handle = sums[1] / sums[2] end
  return (ahead + 1) * handle / math.max(1, how_many(language, skills, ''))
end

-- Whoever can be served at once is admitted, however many wait for others.
local function not_admitted(language, skills, place, closes_at)
  local v = call('HMGET', key_service(), 'mode', 'state', 'closes_at')
  local mode = v[1] or 'auto'
  if mode == 'auto' then mode = v[2] or 'closed' end
  if mode ~= 'open' then return mode end
  local limit = setting('queue_limit')
  closes_at = closes_at or tonumber(v[3] or 0)
  if limit == 0 and closes_at == 0 or candidate(language, skills, '') then return nil end
  local ahead, alike = count_ahead(line_mates(language, skills), language, place)
  if limit > 0 and ahead >= limit then return 'full' end
  if closes_at > 0 and now + mean_wait(language, skills, alike) > closes_at then return 'closing' end
end
