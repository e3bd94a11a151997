-- The chat changes hands: only `fence` writes from now on. Nothing happens below the fence that is, or without a log.
-- KEYS: meta, log
-- ARGV: chat, fence
-- Result: 'ok'
local function raise(KEYS, ARGV)
  local m = load(KEYS[1])
  if m.epoch and tonumber(ARGV[2]) > number(m.fence) then rise(KEYS[1], m, ARGV[1], tonumber(ARGV[2])) end
  return 'ok'
end
