-- One end types, or stops: tell the others; nothing is kept.
-- KEYS: meta, log
-- ARGV: chat, role, generation, 0|1
-- Result: 'ok' or a status: log_lost, chat_ended, stale_connection
local function typing(KEYS, ARGV)
  local m = load(KEYS[1])
  if not m.epoch then return '!log_lost' end
  if m.ended then return '!chat_ended' end
  if m['generation:' .. ARGV[2]] ~= ARGV[3] then return '!stale_connection' end
  tell(m, ARGV[1], ARGV[2], 'y', ARGV[2] .. ' ' .. ARGV[4])
  return 'ok'
end
