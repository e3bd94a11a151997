-- The desk for the public page. KEYS[1] desk tag. ARGV[1] now. Result: JSON; `ahead` of whoever joins a language now,
-- `admits`: somebody speaks it, and whoever comes now is let in.
local function view_desk(ARGV)
  local rows = all_languages()
  local place = now + setting('ageing:3')
  for _, row in ipairs(rows) do
    local _, alike = count_ahead(line_mates(row.language, '', true), row.language, place)
    row.ahead = alike
    row.admits = row.on_duty > 0 and not not_admitted(row.language, '', place)
  end
  local h = service()
  return cjson.encode({
    now = now, service = h.service, closes_at = h.closes_at or 0, opens_at = h.opens_at or 0, languages = rows,
  })
end
