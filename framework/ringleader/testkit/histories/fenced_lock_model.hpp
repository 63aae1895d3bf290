// SPDX-License-Identifier: BSD-3-Clause
/// fenced_lock_model: one exclusive lock whose tokens strictly rise.
///
/// A holder is one acquire, so every acquire has a number of its own: two grants to the same client
/// are two holders.
///
///   acquire   answered `granted` with a token, or `busy`: somebody else held it
///   release   answered `released`, or `not_held`
///   lapse     never answered: what may end the lock without its holder (its lease, its session),
///             from `call` on. Write one for each acquire whose holder may lose the lock: its call
///             is the earliest time at which that may happen, for an unanswered acquire its own.
///
/// A history without lapses claims that locks end by release alone.
#pragma once

#include <ringleader/base/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace ringleader::testkit {

struct lock_operation {
  enum class kind : std::uint8_t { acquire, release, lapse };

  kind what = kind::acquire;
  std::uint64_t holder = 0; // number of the acquire, never 0
  bool yes = false;         // result: granted, or released
  fencing_token token;      // result of an acquire that was granted

  static lock_operation acquire(std::uint64_t holder) { return {kind::acquire, holder, false, {}}; }
  static lock_operation granted(std::uint64_t holder, fencing_token token) {
    return {kind::acquire, holder, true, token};
  }
  static lock_operation release(std::uint64_t holder, bool released = false) {
    return {kind::release, holder, released, {}};
  }
  static lock_operation lapse(std::uint64_t holder) { return {kind::lapse, holder, false, {}}; }
};

inline std::string to_string(const lock_operation& o) {
  auto who = " by holder " + std::to_string(o.holder);
  switch (o.what) {
  case lock_operation::kind::acquire:
    return "acquire" + who + (o.yes ? " granted " + to_string(o.token) : " busy");
  case lock_operation::kind::release: return "release" + who + (o.yes ? " released" : " not_held");
  case lock_operation::kind::lapse: return "lapse" + who;
  }
  return "operation";
}

struct fenced_lock_model {
  struct state {
    std::uint64_t holder = 0; // none
    fencing_token newest;     // of all grants whose token is known

    friend bool operator==(const state& a, const state& b) {
      return a.holder == b.holder && a.newest == b.newest;
    }
  };
  using operation = lock_operation;

  state initial() const { return {}; }

  std::optional<state> step(const state& now, const operation& o, bool answered) const {
    auto holds = now.holder == o.holder;
    switch (o.what) {
    case operation::kind::acquire:
      if (answered && !o.yes) return now.holder != 0 ? std::optional{now} : std::nullopt;
      if (now.holder != 0) return std::nullopt;
      if (!answered) return state{o.holder, now.newest};
      return o.token > now.newest ? std::optional{state{o.holder, o.token}} : std::nullopt;
    case operation::kind::release:
      if (answered && o.yes != holds) return std::nullopt;
      [[fallthrough]];
    case operation::kind::lapse: return holds ? state{0, now.newest} : now;
    }
    return std::nullopt;
  }
};

} // namespace ringleader::testkit
