-- Entries are safe in the store: they go, and their exact times wait under names of their own until ten can be stored.
-- An entry that is gone already gives its times no second time.
-- KEYS: ended, times
-- ARGV: the group, then for each entry: its id, the name of its times, its sealed times ('' for none)
-- Result: how many entries went

local gone = 0
for i = 2, #ARGV, 3 do
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  if redis.call('XDEL', KEYS[1], ARGV[i]) == 1 then
    gone = gone + 1
    if ARGV[i + 2] ~= '' then redis.call('HSET', KEYS[2], ARGV[i + 1], ARGV[i + 2]) end
  end
end
return gone
