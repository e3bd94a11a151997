-- The live desk. KEYS[1] desk tag. ARGV[1] now, [2] how many waiting chats of each queue. Result: JSON.
--- @include "lib/csv"
--- @include "lib/reading"
--- @include "lib/able"
--- @include "lib/view"
--- @include "lib/figures"
local rows = all_languages()
if #rows == 0 then return '!unconfigured' end
local h, live = service(), call('HMGET', key_live(), 'busy', 'busy_ms', 'duty', 'duty_ms')
local staff, chats = {}, {}

local people = call('SMEMBERS', key_crew())
table.sort(people)
for _, id in ipairs(people) do
  local person = view_staff(id)
  staff[#staff + 1] = person
  for _, chat in ipairs(person.held or {}) do chats[#chats + 1] = chat end
end

local function add_waiting(language, priority)
  for _, id in ipairs(call('ZRANGE', key_line(language, priority), 0, ARGV[2] - 1)) do
    local chat = view_chat(id)
    if chat.state == 'waiting' then chats[#chats + 1] = chat end
  end
end

for _, figures in ipairs(rows) do
  for priority = 1, 3 do add_waiting(figures.language, priority) end
end

local function integral(count, sum) return (count or 0) * now + (sum or 0) end

return cjson.encode({
  now = now, service = h.service, mode = h.mode, by = h.mode == 'auto' and '' or h.by,
  since = h.mode == 'auto' and (h.turned or 0) or h.since, closes_at = h.closes_at or 0, languages = rows,
  staff = list(staff), chats = list(chats), today = read_hash(key_today()),
  busy_ms = integral(live[1], live[2]), duty_ms = integral(live[3], live[4]),
})
