-- Hand an active chat to a counsellor, a language, a skill, or the queue. Never back to the one who hands it over
-- while another can take it.
-- KEYS[1] desk tag. ARGV[4..] staff, chat, fence, to, language, skill, perhaps the name of a note (it is the log's).
-- Result: '+fence', or !to_oneself, !staff_unknown, !not_available, !not_able (also: nobody else on duty is), !unknown_language, !unknown_skill,
-- !not_holder, !stale_fence, !wrong_state, !chat_unknown, !chat_ended.
-- What nobody else on duty has must not be asked for: the chat would wait in silence.
local function nobody_for(c, language, skills)
  if language == c.language and skills == c.skills then return nil end
  local there, again = anybody(language, skills, with_sorted(c.missed, c.staff))
  if not there or again then return 'not_able' end
end

local function cannot_take(to, c, language, skills)
  local other = load_staff(to)
  if not other then return 'staff_unknown' end
  if other.duty ~= '1' or free_slots(other) < 1 or c.online ~= '1' then return 'not_available' end
  if not leased(to) then return 'not_available' end
  if not can_serve(other, language, skills) then return 'not_able' end
end

-- From its holder into the line, asking for something else perhaps.
local function hand_over(c, s, language, skills)
  c.missed = with_sorted(c.missed, s.id)
  all_go(c, 'handed_on')
  part_supervisor(c, 'transferred')
  stop_active(c)
  c.language, c.skills = language, skills
  call('HSET', key_chat(c.id), 'language', language, 'skills', skills)
  requeue_stopped(c, s, 'transferred', 'transfer')
end

local function transfer(ARGV)
  local c, refusal = held(ARGV[4], ARGV[5], 'active', ARGV[6])
  if not c then return refusal end
  local to, language, skills = ARGV[7], ARGV[8] ~= '' and ARGV[8] or c.language, c.skills
  if to == c.staff then return refuse('to_oneself') end
  if ARGV[9] ~= '' then skills = with_sorted(skills, ARGV[9]) end
  local wrong = check_wish(language, skills, c.priority)
  if not wrong then
    wrong = to ~= '' and cannot_take(to, c, language, skills) or to == '' and nobody_for(c, language, skills)
  end
  if wrong then return refuse(wrong) end

  local s, opened = load_staff(c.staff), {}
  hand_over(c, s, language, skills)
  if to ~= '' then
    offer(c, load_staff(to), 'transfer', { to })
  elseif c.online == '1' then
    opened[pool_add(c)] = true
  end
  settle(opened, s, 'transfer')
  return answer('+' .. c.fence)
end
