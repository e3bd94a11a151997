-- Entries above a seq, in order.
-- KEYS: meta, log
-- ARGV: chat, after, limit, epoch the reader knows ('' = any)
-- Result: the stream's entries, or '!log_lost'
local function read(KEYS, ARGV)
  local epoch = redis.call('HGET', KEYS[1], 'epoch')
  if not epoch or (ARGV[4] ~= '' and ARGV[4] ~= epoch) then return '!log_lost' end
  return redis.call('XRANGE', KEYS[2], (tonumber(ARGV[2]) + 1) .. '-0', '+', 'COUNT', ARGV[3])
end
