-- The chat is over: no more writes; readable a moment longer for an end that is just coming back, then gone.
-- KEYS: meta, log, what the teen and what the counsellor have handed in so far
-- ARGV: chat, how long (ms)
-- Result: {texts of the teen, texts of the staff}
local function close(KEYS, ARGV)
  local m = load(KEYS[1])
  if m.epoch and not m.ended then
    redis.call('HSET', KEYS[1], 'ended', 1)
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    redis.call('PEXPIRE', KEYS[2], ARGV[2])
    redis.call('DEL', KEYS[3], KEYS[4])
  end
  return texts(m)
end
