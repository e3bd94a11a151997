-- Lists as text split by commas.
local function split(csv)
  local words = {}
  for word in string.gmatch(csv, '[^,]+') do words[#words + 1] = word end
  return words
end

local function has(csv, word)
  return csv ~= '' and string.find(',' .. csv .. ',', ',' .. word .. ',', 1, true) ~= nil
end

local function with(csv, word)
  if csv == '' then return word end
  return csv .. ',' .. word
end

local function without(csv, word)
  if csv == word then return '' end
  local rest = {}
  for one in string.gmatch(csv, '[^,]+') do
    if one ~= word then rest[#rest + 1] = one end
  end
  return table.concat(rest, ',')
end

local function with_sorted(csv, word)
  if has(csv, word) then return csv end
  local words = split(with(csv, word))
  table.sort(words)
  return table.concat(words, ',')
end
