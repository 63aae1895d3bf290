// SPDX-License-Identifier: BSD-3-Clause
/// semaphore_model: a semaphore with weighted permits whose grants have strictly rising tokens; and
/// so a shared lock as well: an exclusive acquire takes all permits, a shared one takes one of more
/// than there can be sharers.
///
/// As in fenced_lock_model a holder is one acquire, with a number of its own.
///
///   acquire   answered `granted` with a token, or `busy`
///   release   answered `released`, or `not_held`
///   lapse     never answered: what may end the grant without its holder, from `call` on
///
/// What others wait for is not seen in a history, and a try gives way to who waits before it; so
/// `busy` claims no more than that somebody held a permit.
#pragma once

#include <ringleader/base/ids.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ringleader::testkit {

struct semaphore_operation {
  enum class kind : std::uint8_t { acquire, release, lapse };

  kind what = kind::acquire;
  std::uint64_t holder = 0;  // number of the acquire
  std::uint32_t permits = 0; // wanted by the acquire
  bool yes = false;          // result: granted, or released
  fencing_token token;       // result of an acquire that was granted

  static semaphore_operation acquire(std::uint64_t holder, std::uint32_t permits) {
    return {kind::acquire, holder, permits, false, {}};
  }
  static semaphore_operation granted(std::uint64_t holder, std::uint32_t permits,
                                     fencing_token token) {
    return {kind::acquire, holder, permits, true, token};
  }
  static semaphore_operation release(std::uint64_t holder, bool released = false) {
    return {kind::release, holder, 0, released, {}};
  }
  static semaphore_operation lapse(std::uint64_t holder) {
    return {kind::lapse, holder, 0, false, {}};
  }
};

inline std::string to_string(const semaphore_operation& o) {
  auto who = " by holder " + std::to_string(o.holder);
  switch (o.what) {
  case semaphore_operation::kind::acquire:
    return "acquire " + std::to_string(o.permits) + who +
           (o.yes ? " granted " + to_string(o.token) : " busy");
  case semaphore_operation::kind::release:
    return "release" + who + (o.yes ? " released" : " not_held");
  case semaphore_operation::kind::lapse: return "lapse" + who;
  }
  return "operation";
}

struct semaphore_model {
  struct state {
    std::map<std::uint64_t, std::uint32_t> held; // permits by holder
    fencing_token newest;                        // of all grants whose token is known

    friend bool operator==(const state& a, const state& b) {
      return a.held == b.held && a.newest == b.newest;
    }
  };
  using operation = semaphore_operation;

  std::uint32_t capacity = 1;

  state initial() const { return {}; }

  std::optional<state> step(const state& now, const operation& o, bool answered) const {
    auto next = now;
    auto mine = next.held.find(o.holder);
    if (o.what == operation::kind::acquire) {
      if (answered && !o.yes) return now.held.empty() ? std::nullopt : std::optional{now};
      std::uint64_t used = o.permits;
      for (auto& [holder, permits] : now.held) used += permits;
      if (used > capacity || mine != next.held.end()) return std::nullopt;
      next.held.emplace(o.holder, o.permits);
      if (!answered) return next;
      next.newest = o.token;
      return o.token > now.newest ? std::optional{next} : std::nullopt;
    }
    if (answered && o.what == operation::kind::release && o.yes != (mine != next.held.end()))
      return std::nullopt;
    if (mine != next.held.end()) next.held.erase(mine);
    return next;
  }
};

} // namespace ringleader::testkit
