-- The clock: runs timers that are due. May run everywhere at once; a timer that has moved is left alone.
-- What ended is told once: with a request id the answer is remembered where there is something that logs must learn.
-- KEYS[1] desk tag. ARGV[4..] limit, day ('' leaves the day's counters alone).
-- Result: '+done wait chat,… chat,fence,…': how many timers ran, ms until the next one (0: more are due, -1: none),
-- which chats ended, and whose fence rose.
local function is_due(member)
  local at = call('ZSCORE', key_agenda(), member)
  return at and tonumber(at) <= now
end

local function run_due(limit)
  local done = 0
  for _, member in ipairs(call('ZRANGE', key_agenda(), '-inf', now, 'BYSCORE', 'LIMIT', 0, limit)) do
    if is_due(member) then
      run_timer(string.sub(member, 1, 1), string.sub(member, 3))
      done = done + 1
    end
  end
  return done
end

local function tick(ARGV)
  turn_hour()
  if ARGV[5] ~= '' then turn_day(ARGV[5]) end
  local done = run_due(tonumber(ARGV[4]))
  local head, wait = call('ZRANGE', key_agenda(), 0, 0, 'WITHSCORES'), -1
  if head[1] then wait = math.max(0, tonumber(head[2]) - now) end
  local told = '+' .. done .. ' ' .. wait .. ' ' .. table.concat(ended, ',') .. ' ' .. table.concat(fenced, ',')
  if ended[1] or fenced[1] then return answer(told) end
  return told
end
