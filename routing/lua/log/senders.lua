-- Who may write which kind of entry.
local function may_write(who, kind)
  if kind == 'text' then return true end
  if kind == 'note' then return who == 'counsellor' end
  return who == 'teen' and (kind == 'grant' or kind == 'consent')
end
