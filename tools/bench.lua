-- What tools/bench.py reads of a run of wrk: one line of numbers.
-- Arguments stand one after the other for the word WORDS of the address; each thread begins with others.
local threads = 0

setup = function(thread)
  thread:set("begin", threads)
  threads = threads + 1
end

init = function(words)
  local path, number = wrk.path, begin * math.floor(#words / 2)
  if #words > 0 then
    request = function()
      number = number + 1
      return wrk.format(nil, (path:gsub("WORDS", words[number % #words + 1])))
    end
  end
end

done = function(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d\n",
    summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
