-- Entries above a seq, in order.
-- KEYS: meta, log
-- ARGV: after, limit, epoch the reader knows ('' = any)
-- Result: the stream's entries, or '!log_lost'

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or (ARGV[3] ~= '' and ARGV[3] ~= epoch) then return '!log_lost' end
return redis.call('XRANGE', KEYS[2], (tonumber(ARGV[1]) + 1) .. '-0', '+', 'COUNT', ARGV[2])
