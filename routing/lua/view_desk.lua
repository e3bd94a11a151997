-- The desk for the public page. KEYS[1] desk tag. ARGV[1] now. Result: JSON.
local function view_desk(ARGV)
  local rows = all_languages()
  local h = service()
  return cjson.encode({
    now = now, service = h.service, closes_at = h.closes_at or 0, opens_at = h.opens_at or 0, languages = rows,
  })
end
