-- Matching: which counsellor for a chat, which chat for a counsellor, and the offer itself.
local FREE = '(4503599627370496'

-- The best free counsellor for what a signature asks, with the first considered.
local function candidate(language, skills, missed)
  local considered, again = {}, nil
  local best = first_able(language, skills, FREE, function(id)
    if #considered < 3 then considered[#considered + 1] = id end
    if not leased(id) then return nil end
    if not has(missed, id) then return id end
    again = again or id
  end)
  if best then return best, considered end
  if again and all_missed(language, skills, missed) then return again, considered end
  return nil
end

local function offer(c, s, cause, considered)
  c.state, c.staff, c.fence = 'offered', s.id, c.fence + 1
  call('HSET', key_chat(c.id), 'state', 'offered', 'staff', s.id, 'fence', c.fence)
  call('ZADD', key_agenda(), now + setting('offer_ms'), 'c:' .. c.id)
  increase(key_live(), 'offered:' .. c.language, 1)
  slot(s, c.id)
  trace(c, cause, considered)
  wake_staff(s, c.id, '-')
  if cause ~= 'join' then wake_teen(c) end
end

-- A chat that comes into the pool alone: straight to somebody free, else into its bucket.
local function seek(c, cause)
  local id, considered = candidate(c.language, c.skills, c.missed)
  if not id then return pool_add(c) end
  offer(c, load_staff(id), cause, considered)
  save_stale()
end

local function suits(s, language, skills, missed)
  if s.duty ~= '1' or free_slots(s) < 1 or not can_serve(s, language, skills) then return nil end
  if not leased(s.id) then return nil end
  if has(missed, s.id) and not all_missed(language, skills, missed) then return nil end
  return s.id, { s.id }
end

local function try_heads(opened, freed, cause, dry)
  local from = 0
  while true do
    local heads = call('ZRANGE', key_heads(), from, from + 7)
    for _, sig in ipairs(heads) do
      if not dry[sig] then
        local language, skills, missed = string.match(sig, '^([^|]*)|%d|([^|]*)|(.*)$')
        local id, considered
        if opened.all or opened[sig] or (opened.missed and missed ~= '') then
          id, considered = candidate(language, skills, missed)
        elseif freed then
          id, considered = suits(freed, language, skills, missed)
        end
        if id then
          offer(pool_pop(sig), load_staff(id), cause, considered)
          return true
        end
        dry[sig] = true
      end
    end
    if #heads < 8 then return false end
    from = from + 8
  end
end

local function wants_more(s)
  return s and s.duty == '1' and free_slots(s) > 0
end

-- Offers all that a change made possible, in order of place: the signatures in `opened` to anyone free (with
-- `opened.missed` all that somebody has missed, since those on duty changed; with `opened.all` everything), the rest
-- only to `freed`.
local function settle(opened, freed, cause)
  local dry, any = {}, next(opened) ~= nil
  if any then save_stale() end
  while (any or wants_more(freed)) and try_heads(opened, freed, cause, dry) do
    if any then save_stale() end
  end
  save_stale()
end
