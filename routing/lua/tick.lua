-- The clock: runs timers that are due. May run everywhere at once; a timer that has moved is left alone.
-- KEYS[1] desk tag. ARGV[4..] limit, day ('' leaves the day's counters alone).
-- Result: { { done, ms until the next timer (0: more are due, -1: none) }, ended chats, { chat, fence, … } }.
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
  return { { done, wait }, ended, fenced }
end
