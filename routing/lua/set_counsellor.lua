-- A supervisor changes somebody: only what is given, '-' leaves it.
-- KEYS[1] desk tag. ARGV[4..] staff, status, capacity, languages, skills.
-- Result: '+set', or !staff_unknown, !bad_status, !bad_capacity, !unknown_language, !unknown_skill.
local function set_counsellor(ARGV)
  local s = load_staff(ARGV[4])
  if not s then return refuse('staff_unknown') end
  local function given(i, old) return ARGV[i] == '-' and old or ARGV[i] end
  local status = given(5, s.status)
  local capacity, languages, skills = given(6, s.capacity), given(7, s.languages), given(8, s.skills)
  if ARGV[5] ~= '-' and not is_status(status) then return refuse('bad_status') end
  local wrong = check_profile(capacity, languages, skills)
  if wrong then return refuse(wrong) end

  local on_duty = s.duty == '1'
  if on_duty then leave_index(s) end
  s.capacity, s.languages, s.skills = tonumber(capacity), languages, skills
  call('HSET', key_staff(s.id), 'capacity', s.capacity, 'languages', languages, 'skills', skills, 'adjusted', '1')
  if on_duty then refresh(s) end
  if ARGV[5] ~= '-' then change_status(s, status, '', 'supervisor') end
  settle({ missed = true }, s, 'supervisor')
  wake_staff(s, '-', '-')
  return answer('+set')
end
