-- The event that a chat would leave if it closed now, for the privacy receipt.
-- KEYS[1] desk tag. ARGV[1] now, [2] chat. Result: JSON object of text fields, 'null' when unknown.
local function view_record(ARGV)
  local c = load_chat(ARGV[2])
  if not c then return 'null' end
  local h = read_ending(c)
  local flat, fields = event(h, h['end'] or ''), {}
  for i = 1, #flat, 2 do fields[flat[i]] = string.format('%s', flat[i + 1]) end
  return cjson.encode(fields)
end
