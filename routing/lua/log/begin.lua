-- Begin the log of a chat that was just accepted, before anybody is told. Both ends may write from the start.
-- KEYS: meta, log
-- ARGV: chat, fence, random part of the epoch, ttl ms, now ('' = the server's)
-- Result: 'ok'
local function begin(KEYS, ARGV)
  local m = load(KEYS[1])
  if not m.epoch then
    create(KEYS[1], ARGV[2], ARGV[3], ARGV[4], clock(ARGV[5]), 1)
  elseif tonumber(ARGV[2]) > number(m.fence) then
    rise(KEYS[1], m, ARGV[1], tonumber(ARGV[2]))
  end
  return 'ok'
end
