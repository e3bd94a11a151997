-- Who may send which kind of entry (chat/protocol/payloads.py: SENDERS).
local function may_send(role, kind)
  if kind == 'text' then return role == 'teen' or role == 'counsellor' or role == 'supervisor' end
  if kind == 'note' then return role == 'counsellor' end
  return role == 'teen' and (kind == 'grant' or kind == 'share')
end
