// SPDX-License-Identifier: BSD-3-Clause
// Lock commands: the table decides, here its answers become outcomes and events.
#include <ringleader/registry/execute.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::registry {

namespace {

/// Runs one change of the lock table and publishes what it tells.
template <class Change> auto change(context& c, Change apply) {
  std::vector<lock_event> events;
  auto answer = apply(events);
  publish(c, std::move(events));
  return answer;
}

outcome answer(const lock_standing& x, registry_time now) {
  if (x.token) return granted{x.token, x.expires};
  if (x.position == 0) return done{};
  return queued{x.position, now};
}

outcome answer(const result<lock_standing>& r, registry_time now) {
  if (!r) return refuse(r.error());
  return answer(*r, now);
}

} // namespace

outcome execute(state& s, context& c, const acquire_lock& x) {
  auto delay = x.delay.value_or(unsaid_lock_delay(x.fenced));
  lock_request request{{c.by, x.holder}, x.claim, x.wants, x.lease, delay};
  auto r = change(c, [&](std::vector<lock_event>& events) {
    return s.locks.acquire(std::move(request), {x.wait, x.reentrant}, s.now, s.tokens, events);
  });
  return match(
    r, [](const failure& no) { return outcome{refuse(no)}; },
    [&](const lock_standing& yes) { return answer(yes, s.now); },
    [](const lock_deadlock& found) {
      return outcome{deadlocked{found.cycle, found.more}};
    });
}

outcome execute(state& s, context& c, const release_lock& x) {
  return answer(change(c, [&](std::vector<lock_event>& events) {
    return s.locks.release({c.by, x.claim}, x.token, !x.lost, s.now, s.tokens, events);
  }));
}

outcome execute(state& s, context& c, const cancel_lock& x) {
  auto r = change(c, [&](std::vector<lock_event>& events) {
    return s.locks.cancel({c.by, x.claim}, s.now, s.tokens, events);
  });
  return answer(r, s.now);
}

outcome execute(state& s, context& c, const extend_lock& x) {
  return answer(s.locks.extend({c.by, x.claim}, x.token, x.lease, s.now), s.now);
}

outcome execute(state& s, context& c, const expire_lock& x) {
  return answer(change(c, [&](std::vector<lock_event>& events) {
    return s.locks.expire({x.token, x.at}, s.now, s.tokens, events);
  }));
}

outcome execute(state& s, context& c, const force_lock& x) {
  return answer(change(c, [&](std::vector<lock_event>& events) {
    return s.locks.force(x.name, x.token, x.reason, s.now, s.tokens, events);
  }));
}

} // namespace ringleader::registry
