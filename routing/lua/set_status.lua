-- A counsellor's own status.
-- KEYS[1] desk tag. ARGV[4..] staff, status, reason. Result: '+set', or !bad_status, !staff_unknown.
local function set_status(ARGV)
  local s = load_staff(ARGV[4])
  if not s then return refuse('staff_unknown') end
  if not is_status(ARGV[5]) then return refuse('bad_status') end
  change_status(s, ARGV[5], ARGV[6], 'self')
  return answer('+set')
end
