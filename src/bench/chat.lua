-- What wrk sends: the chat call that the other loads send, from the environment.
wrk.method = "POST"
wrk.body = os.getenv("BENCH_BODY")
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer sk-bench-0123456789"
local token = os.getenv("BENCH_TOKEN")
if token and token ~= "" then
  wrk.headers["cf-aig-authorization"] = "Bearer " .. token
end
