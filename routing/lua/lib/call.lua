-- What every transition starts with: the remembered answer, the clock, the settings' presence.
-- ARGV[1] request id or '', ARGV[2] now in ms or '' for the server's clock, ARGV[3] random text for record ids.
local call = redis.call
local request, now, seed = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local REMEMBER_MS = 120000

if request ~= '' then
  local before = call('GET', key_request(request))
  if before then return before end
end
local OFFER_MS = tonumber(call('HGET', key_settings(), 'offer_ms') or nil)
if not OFFER_MS then return '!unconfigured' end
if not now then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function setting(name) return tonumber(call('HGET', key_settings(), name)) end

local function answer(text)
  if request ~= '' then call('SET', key_request(request), text, 'PX', REMEMBER_MS) end
  return text
end

local function refuse(code) return answer('!' .. code) end
