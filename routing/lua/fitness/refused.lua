-- Which of these commands the caller's user may not run, or the server does not know.
-- KEYS: none. ARGV: their names, a subcommand after a space. Result: the names that are refused; none where the server
-- does not say.
local refused = {}
if not redis.acl_check_cmd then return refused end
for _, name in ipairs(ARGV) do
  local words = {}
  for word in string.gmatch(name, '%S+') do words[#words + 1] = word end
  local known, may = pcall(redis.acl_check_cmd, unpack(words))
  if not (known and may) then refused[#refused + 1] = name end
end
return refused
