-- Sends each line of the file that belongs to the thread once, each from another address.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end
function init(args)
  bodies, place = {}, 0
  for line in io.lines(args[1] .. number) do bodies[#bodies + 1] = line end
  math.randomseed(os.time() + number * 7919)
end
function request()
  place = place + 1
  if place > #bodies then error("more letters are needed") end
  local from = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
  return wrk.format("POST", nil, {["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = from}, bodies[place])
end
