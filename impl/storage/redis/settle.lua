-- Counts what a worker has admitted by itself.
--
-- KEYS  one for each quota
-- ARGV  for each quota: the microseconds that one unit takes to come back, those of its window,
--       those until it is whole as far as the worker knows, and the units to add
--
-- Returns for each quota the microseconds until it is whole.

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local wholes = {}

for i, key in ipairs(KEYS) do
  local interval, window, floor, units = unpack(ARGV, 4 * i - 3, 4 * i)
  local before = math.max(tonumber(redis.call('GET', key) or now) - now, tonumber(floor))
  local after = math.min(before + units * interval, tonumber(window))
  if after > 0 then
    redis.call('SET', key, string.format('%.0f', now + after), 'PX', math.ceil(after / 1000))
  end
  wholes[i] = math.ceil(after)
end
return wholes
