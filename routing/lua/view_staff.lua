-- One staff member with all they hold. KEYS[1] desk tag. ARGV[1] now, [2] staff. Result: JSON, 'null' when unknown.
local function view_staff(ARGV)
  local h = show_staff(ARGV[2])
  return h and cjson.encode(h) or 'null'
end
