-- Decisions, newest first. KEYS[1] desk tag. ARGV[1] now, [2] chat ('' for all), [3] limit. Result: JSON list.
local function view_traces(ARGV)
  local HOUR_MS, LOOK = 3600000, 2000
  local rows = {}
  for _, entry in ipairs(call('XREVRANGE', key_traces(), '+', '-', 'COUNT', ARGV[2] == '' and ARGV[3] or LOOK)) do
    local row = {}
    for i = 1, #entry[2], 2 do row[entry[2][i]] = entry[2][i + 1] end
    local fresh = now - row.at <= HOUR_MS
    if fresh and (ARGV[2] == '' or row.chat == ARGV[2]) and #rows < tonumber(ARGV[3]) then rows[#rows + 1] = row end
  end
  return #rows > 0 and cjson.encode(rows) or '[]'
end
