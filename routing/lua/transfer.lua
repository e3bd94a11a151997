-- Hand an active chat to a counsellor, a language, a skill, or the queue. Never back to the one who hands it over
-- while another can take it.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, to, language, skill.
-- Result: '+fence', or !to_oneself, !staff_unknown, !not_available, !not_able, !unknown_language, !unknown_skill,
-- !not_holder, !stale_fence, !wrong_state, !chat_unknown, !chat_ended.
local function transfer(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  local to, language, skill = ARGV[7], ARGV[8], ARGV[9]
  if to == ARGV[4] then return refuse('to_oneself') end
  local wanted = language ~= '' and language or c.language
  local skills = skill ~= '' and with_sorted(c.skills, skill) or c.skills
  local wrong = check_wish(wanted, skills, c.priority)
  if wrong then return refuse(wrong) end

  local other = nil
  if to ~= '' then
    other = load_staff(to)
    if not other then return refuse('staff_unknown') end
    if other.duty ~= '1' or free_slots(other) < 1 or c.online ~= '1' then return refuse('not_available') end
    if not can_serve(other, wanted, skills) then return refuse('not_able') end
  end

  local s, opened = load_staff(c.staff), {}
  c.missed = with_sorted(c.missed, s.id)
  part_supervisor(c, 'transferred')
  stop_active(c)
  c.language, c.skills = wanted, skills
  call('HSET', key_chat(c.id), 'language', wanted, 'skills', skills)
  requeue_stopped(c, s, 'transferred', 'transfer')
  if other then
    offer(c, other, 'transfer', { to }, {})
  elseif c.online == '1' then
    opened[pool_add(c)] = true
  end
  settle(opened, s, 'transfer')
  return answer('+' .. c.fence)
end
