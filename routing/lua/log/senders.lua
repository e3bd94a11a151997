-- Who may write which kind of entry (chat/protocol/senders.py).
local function may_write(role, kind)
  if kind == 'text' then return true end
  if kind == 'note' then return role == 'counsellor' end
  return role == 'teen' and (kind == 'grant' or kind == 'share')
end
