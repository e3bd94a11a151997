-- One end types, or stops: tell the others; nothing is kept.
-- KEYS: meta, log
-- ARGV: chat, role, generation, 0|1
-- Result: 'ok' or a status: log_lost, chat_ended, stale_connection
local function typing(KEYS, ARGV)
  return tell_unkept(KEYS[1], ARGV[1], ARGV[2], ARGV[3], 'y', ARGV[4])
end
