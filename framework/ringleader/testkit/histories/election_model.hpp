// SPDX-License-Identifier: BSD-3-Clause
/// election_model: one leadership, its terms strictly rising, as candidates and watchers see it.
///
/// A win is one term of leadership, so every win has a number of its own, and so has each candidacy
/// whose end nobody saw.
///
///   win      answered by the term: from `call`, when it began to campaign, to when it learned of
///   it leave    answered `left`, or `was_not` leading: a resignation, or the end of its session;
///   never
///            answered: from `call` on the win may be lost to a failure or to a stronger candidate
///   watch    answered by the term that a watcher was told as the present one; none: vacant
#pragma once

#include <ringleader/base/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace ringleader::testkit {

struct election_operation {
  enum class kind : std::uint8_t { win, leave, watch };

  kind what = kind::win;
  std::uint64_t who = 0; // number of the win, never 0; watch: none
  bool yes = false;      // result of leave
  election_term term;    // result of win and of watch

  static election_operation win(std::uint64_t who, election_term term = {}) {
    return {kind::win, who, true, term};
  }
  static election_operation leave(std::uint64_t who, bool left = false) {
    return {kind::leave, who, left, {}};
  }
  static election_operation watch(election_term term = {}) { return {kind::watch, 0, true, term}; }
};

inline std::string to_string(const election_operation& o) {
  auto who = " by " + std::to_string(o.who);
  switch (o.what) {
  case election_operation::kind::win: return "win" + who + " term " + to_string(o.term);
  case election_operation::kind::leave: return "leave" + who + (o.yes ? " left" : " was_not");
  case election_operation::kind::watch:
    return o.term ? "watch term " + to_string(o.term) : "watch vacant";
  }
  return "operation";
}

struct election_model {
  struct state {
    std::uint64_t winner = 0; // none
    election_term term;       // of the winner; none: nobody was told it
    election_term newest;     // of all wins whose term is known

    friend bool operator==(const state& a, const state& b) {
      return a.winner == b.winner && a.term == b.term && a.newest == b.newest;
    }
  };
  using operation = election_operation;

  state initial() const { return {}; }

  std::optional<state> step(const state& now, const operation& o, bool answered) const {
    auto leading = now.winner != 0 && now.winner == o.who;
    switch (o.what) {
    case operation::kind::win:
      if (now.winner != 0) return std::nullopt;
      if (!answered) return state{o.who, {}, now.newest};
      return o.term > now.newest ? std::optional{state{o.who, o.term, o.term}} : std::nullopt;
    case operation::kind::leave:
      if (answered && o.yes != leading) return std::nullopt;
      return leading ? state{0, {}, now.newest} : now;
    case operation::kind::watch:
      if (!answered) return now;
      if (!o.term) return now.winner == 0 ? std::optional{now} : std::nullopt;
      if (now.winner == 0) return std::nullopt;
      if (now.term) return now.term == o.term ? std::optional{now} : std::nullopt;
      // The winner never learned its term, or too late; the watcher was the first to be told.
      if (o.term <= now.newest) return std::nullopt;
      return state{now.winner, o.term, o.term};
    }
    return std::nullopt;
  }
};

} // namespace ringleader::testkit
