// SPDX-License-Identifier: BSD-3-Clause
// Lock commands: the table decides, here its answers become outcomes and events.
#include <ringleader/registry/execute.hpp>

namespace ringleader::registry {

namespace {

void publish(context& c, std::vector<lock_event> events) {
  for (auto& ev : events) std::visit([&](auto& x) { c.events.push_back(std::move(x)); }, ev);
}

outcome answer(const result<lock_standing>& r) {
  if (!r) return refuse(r.error());
  if (r->token) return granted{r->token, r->expires};
  if (r->position == 0) return done{};
  return queued{r->position};
}

outcome answer(const result<void>& r) {
  if (!r) return refuse(r.error());
  return done{};
}

} // namespace

outcome execute(state& s, context& c, const acquire_lock& x) {
  std::vector<lock_event> events;
  auto r = s.locks.acquire(x.name, {c.by, x.holder}, x.wait, x.lease, s.now, s.tokens, events);
  publish(c, std::move(events));
  return answer(r);
}

outcome execute(state& s, context& c, const release_lock& x) {
  std::vector<lock_event> events;
  auto r = s.locks.release(x.name, {c.by, x.holder}, x.token, s.now, s.tokens, events);
  publish(c, std::move(events));
  return answer(r);
}

outcome execute(state& s, context& c, const cancel_lock& x) {
  return answer(s.locks.cancel(x.name, {c.by, x.holder}));
}

outcome execute(state& s, context& c, const extend_lock& x) {
  return answer(s.locks.extend(x.name, {c.by, x.holder}, x.token, x.lease, s.now));
}

outcome execute(state& s, context& c, const expire_lock& x) {
  std::vector<lock_event> events;
  auto r = s.locks.expire(x.name, x.token, s.now, s.tokens, events);
  publish(c, std::move(events));
  return answer(r);
}

} // namespace ringleader::registry
