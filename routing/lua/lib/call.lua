-- What a call starts with: the registers that every function here reads, set anew by `begin` or `look` (TAG, the
-- desk's hash tag, is one of them; the key functions stand before this file).
-- Arguments of a transition: [1] request id or '', [2] now in ms or '' for the server's clock, [3] random text for
-- record ids. Arguments of a view: [1] now.
local call, DESK, now, request, seed, settings
local chats, crew, stale, slots_taken, ended, fenced, recorded
local known = {} -- each desk's settings as of their version, kept between calls
local REMEMBER_MS = 120000

local function set_clock(given)
  now = tonumber(given)
  if now then return end
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function read_hash(key)
  local flat, hash = call('HGETALL', key), {}
  for i = 1, #flat, 2 do hash[flat[i]] = flat[i + 1] end
  return hash
end

local function read_settings()
  local version = call('HGET', key_settings(), 'version')
  settings = known[TAG]
  if settings and settings.version == version then return true end
  settings = version and read_hash(key_settings())
  known[TAG] = settings or nil
  return settings
end

-- The answer when there is one already: a repeated request, or settings that were lost.
local function begin(KEYS, ARGV)
  call, TAG, request, seed = redis.call, KEYS[1], ARGV[1], ARGV[3]
  DESK = string.sub(TAG, 7, -2)
  if request ~= '' then
    local before = call('GET', key_request(request))
    if before then return before end
  end
  if not read_settings() then return '!unconfigured' end
  set_clock(ARGV[2])
  chats, crew, stale, slots_taken, ended, fenced, recorded = {}, {}, {}, 0, {}, {}, 0
end

local function look(KEYS, ARGV)
  call, TAG, chats = redis.call, KEYS[1], {}
  if not read_settings() then return '!unconfigured' end
  set_clock(ARGV[1])
end

-- How long ago. A clock that goes back, as after a failover to a machine whose clock is behind, makes no time shorter
-- than none.
local function since(moment) return math.max(0, now - moment) end

local function setting(name) return tonumber(settings[name]) end

local function answer(text)
  if request ~= '' then call('SET', key_request(request), text, 'PX', REMEMBER_MS) end
  return text
end

local function refuse(code) return answer('!' .. code) end
