-- One end says nothing for a while, and why: tell the others; nothing is kept.
-- KEYS: meta, log
-- ARGV: chat, role, generation, why ('-' when it is over), ms left of it
-- Result: 'ok' or a status: log_lost, chat_ended, stale_connection
local function quiet(KEYS, ARGV)
  return tell_unkept(KEYS[1], ARGV[1], ARGV[2], ARGV[3], 'q', ARGV[4] .. ' ' .. ARGV[5])
end
