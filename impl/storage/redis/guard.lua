-- Checks the session of one request and charges its quotas.
--
-- KEYS     one for each quota, then the session's, if the request has one
-- ARGV[1]  what the caller knows of the session: 0 for nothing, else the milliseconds to remember
--          it as valid (positive) or revoked (negative)
-- ARGV     then for each quota: its units, and the microseconds that one unit takes to come back
--
-- Returns 0 when nothing is known of the session, -1 when it is revoked; else 1 and for each quota
-- the units left, the microseconds until it is whole, and the microseconds to wait (0: admitted).
-- Either all quotas are charged or none. The clock is the server's: workers' clocks differ.

local quotas = (#ARGV - 1) / 2
local session = KEYS[quotas + 1]

if session then
  local state = redis.call('GET', session)
  if state == '0' then return {-1} end
  if state ~= '1' then
    local known = tonumber(ARGV[1])
    if known == 0 then return {0} end
    -- An uncertain session ('?') may have been revoked since the caller read it as valid.
    if known < 0 or not state then
      redis.call('SET', session, known > 0 and '1' or '0', 'PX', math.abs(known))
    end
    if known < 0 then return {-1} end
  end
end

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local found, admitted = {}, true

for i = 1, quotas do
  local interval = tonumber(ARGV[2 * i + 1])
  local window = ARGV[2 * i] * interval
  local arrival = tonumber(redis.call('GET', KEYS[i]) or now)
  if arrival > now + window then
    -- No count reaches as far: the clock has gone back, or the window was longer. A full window
    -- from here comes back in time, where the old end would refuse everyone until it is reached.
    arrival = now + window
    redis.call('SET', KEYS[i], string.format('%.0f', arrival), 'PX', math.ceil(window / 1000))
  end
  local before = math.max(arrival - now, 0)
  local wait = before + interval - window
  if wait <= 1 then wait = 0 else admitted = false end
  found[i] = {interval, window, before, wait}
end

local reply = {1}
for i = 1, quotas do
  local interval, window, after, wait = unpack(found[i])
  if admitted then
    after = after + interval
    redis.call('SET', KEYS[i], string.format('%.0f', now + after), 'PX', math.ceil(after / 1000))
  end
  reply[#reply + 1] = math.floor((window - after) / interval + 0.000001)
  reply[#reply + 1] = math.ceil(after)
  reply[#reply + 1] = math.ceil(wait)
end
return reply
