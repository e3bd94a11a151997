-- One staff member with all they hold. KEYS[1] desk tag. ARGV[1] now, [2] staff. Result: JSON, 'null' when unknown.
--- @include "lib/csv"
--- @include "lib/reading"
--- @include "lib/able"
--- @include "lib/view"
local h = view_staff(ARGV[2])
return h and cjson.encode(h) or 'null'
