-- Entries above a seq, in order.
-- KEYS: meta, log
-- ARGV: after, limit
-- Result: the stream's entries, or 'log_lost'

if redis.call('EXISTS', KEYS[1]) == 0 then return '!log_lost' end
return redis.call('XRANGE', KEYS[2], (tonumber(ARGV[1]) + 1) .. '-0', '+', 'COUNT', ARGV[2])
