-- The chat changes hands: only `fence` writes from now on. Nothing happens below the fence that is, or without a log.
-- KEYS: meta, log
-- ARGV: chat, fence, the note of who handed it on ('' for none): it goes in once, whoever has heard of the new fence first
-- Result: {texts of the teen, texts of the staff} until now; for a note also !log_lost, !chat_ended, !wrong_kind, or !gap with the number expected, and nothing happened
local function put_note(meta, log, m, chat, note, risen)
  if not m.epoch then return '!log_lost' end
  if m.ended then return '!chat_ended' end
  local role, cid, n, _, kind = string.match(note, ENTRY)
  if kind ~= 'note' or not may_write(role, kind) then return '!wrong_kind' end
  if find(log, role, cid) then return end
  local expected = number(m['n:' .. role]) + 1
  if tonumber(n) ~= expected then return '!gap ' .. expected end
  local at = whole(number(m.head) + 1)
  redis.call('XADD', log, at .. '-0', 'f', note)
  redis.call('PEXPIRE', log, redis.call('PTTL', meta))
  count(meta, m, note, at)
  for _, other in ipairs(OTHERS[role]) do
    local channel = m['channel:' .. other]
    if channel then push(channel, chat, other, m.epoch, at, note) end
  end
  -- A counsellor who is connected by now is the next one.
  local taken = risen and m['channel:' .. role]
  if taken then push(taken, chat, role, m.epoch, at, note) end
end

local function raise(KEYS, ARGV)
  local m, fence = load(KEYS[1]), tonumber(ARGV[2])
  local wrong = ARGV[3] ~= '' and put_note(KEYS[1], KEYS[2], m, ARGV[1], ARGV[3], fence <= number(m.fence))
  if wrong then return wrong end
  if m.epoch and fence > number(m.fence) then rise(KEYS[1], m, ARGV[1], fence) end
  return texts(m)
end
