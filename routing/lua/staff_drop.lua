-- A console's connection is gone: no more offers, and grace for what it holds.
-- KEYS[1] desk tag. ARGV[4..] staff, gateway, generation.
-- Result: '+dropped', or '+kept' when a newer connection has them.
local function staff_drop(ARGV)
  local s = load_staff(ARGV[4])
  if not s or s.online ~= '1' or s.gateway ~= ARGV[5] then return answer('+kept') end
  if call('HGET', key_staff(s.id), 'generation') ~= ARGV[6] then return answer('+kept') end
  staff_gone(s, now)
  return answer('+dropped')
end
