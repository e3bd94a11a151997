-- The live desk. KEYS[1] desk tag. ARGV[1] now, [2] how many waiting chats of each queue. Result: JSON.
local function board_staff(chats)
  local people, staff = call('SMEMBERS', key_crew()), {}
  table.sort(people)
  for _, id in ipairs(people) do
    local person = show_staff(id)
    staff[#staff + 1] = person
    for _, chat in ipairs(person and person.held or {}) do chats[#chats + 1] = chat end
  end
  return staff
end

local function add_waiting(language, priority, limit, chats)
  for _, id in ipairs(call('ZRANGE', key_line(language, priority), 0, limit - 1)) do
    local chat = show_chat(id)
    if chat.state == 'waiting' then chats[#chats + 1] = chat end
  end
end

-- A sum of `count * elapsed`, kept as an offset (see lib/staff: busy_ms, duty_ms).
local function integral(count, offset) return (count or 0) * now + (offset or 0) end

local function view_board(ARGV)
  local rows, limit = all_languages(), tonumber(ARGV[2])
  local h, live = service(), call('HMGET', key_live(), 'busy_ms', 'duty', 'duty_ms')
  local chats = {}
  local staff = board_staff(chats)
  for _, figures in ipairs(limit > 0 and rows or {}) do
    for priority = 1, 3 do add_waiting(figures.language, priority, limit, chats) end
  end
  local by_hours = h.mode == 'auto'
  return cjson.encode({
    now = now, service = h.service, mode = h.mode, by = by_hours and '' or h.by,
    since = by_hours and (h.turned or 0) or h.since, closes_at = h.closes_at or 0, languages = rows,
    staff = list(staff), chats = list(chats), today = read_hash(key_today()),
    busy_ms = integral(held_slots(), live[1]), duty_ms = integral(live[2], live[3]),
  })
end
