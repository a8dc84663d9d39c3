-- POST /carts/<a fresh UUID>/checkout, put together by hand: the load must cost little of the two cores it shares.
local head, tail
local random, format = math.random, string.format

function init(args)
  local seed = io.open("/dev/urandom", "rb")
  local a, b, c, d = seed:read(4):byte(1, 4)
  seed:close()
  math.randomseed(a + b * 256 + c * 65536 + d * 16777216)
  local body = '{"customerId":"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11"}'
  head = "POST /carts/"
  tail = "/checkout HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function request()
  return head .. format("%06x%02x-%04x-4%03x-%04x-%06x%06x", random(0, 0xffffff), random(0, 0xff), random(0, 0xffff),
    random(0, 0xfff), random(0x8000, 0xbfff), random(0, 0xffffff), random(0, 0xffffff)) .. tail
end

-- Requests a second, requests, non-2xx, connections and requests that failed, p50 and p99 in microseconds.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(format("RESULT %.0f %d %d %d %d %d\n", summary.requests * 1e6 / summary.duration, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
