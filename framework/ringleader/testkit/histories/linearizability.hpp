// SPDX-License-Identifier: BSD-3-Clause
/// linearizability: can a history be explained by operations that happen one at a time, each at
/// some moment between its call and its answer?
///
///   std::vector<operation<register_operation>> seen = ...;
///   auto found = check_linearizable(register_model{}, seen);
///   INFO(found.evidence);
///   CHECK(found.is == verdict::linearizable);
///
/// A model is a value with
///
///   using state = ...;                          // ==
///   using operation = ...;                      // to_string(operation)
///   state initial() const;
///   std::optional<state> step(const state&, const operation&, bool answered) const;
///
/// step is the sequential specification: the state after the operation, or none where the operation
/// cannot have its result in that state. Not answered: its result is not known and is not looked
/// at.
///
/// The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993) with the
/// cache of Lowe ("Testing for linearizability", 2017): a set of operations done and the state
/// after them is tried once. Each key is a history of its own (Herlihy and Wing 1990:
/// linearizability is local; P-compositionality of Horn and Kroening, 2015).
///
/// Operations that touch in time count as concurrent. The problem is NP-complete: after `tries_max`
/// steps of the model for one key the verdict is `undecided`, which is no success. Bursts of
/// unanswered operations of one key are what makes it hard; keep the keys many and the rounds
/// short.
///
/// Does not promise the smallest evidence: it names the operation whose answer no order explained
/// and the longest order found.
///
/// Invariants: the verdict does not depend on the order of the history; an operation that is left
/// out because it changed nothing (an unanswered read) never makes a history fail.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/histories/operation.hpp>
#include <ringleader/testkit/histories/search.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ringleader::testkit {

enum class verdict : std::uint8_t { linearizable, violated, undecided };

inline std::string to_string(verdict v) {
  switch (v) {
  case verdict::linearizable: return "linearizable";
  case verdict::violated: return "violated";
  case verdict::undecided: return "undecided";
  }
  return "verdict";
}

struct history_finding {
  verdict is = verdict::linearizable;
  std::string key;         // the first that is not linearizable
  std::string evidence;    // for people; empty for linearizable
  std::uint64_t tries = 0; // steps of the model, over all keys
};

/// How many steps of the model one key may take: seconds of work.
inline constexpr std::uint64_t tries_max_default = 5'000'000;

template <class Model>
history_finding check_linearizable(const Model& model,
                                   const std::vector<operation<typename Model::operation>>& history,
                                   std::uint64_t tries_max = tries_max_default) {
  using seen = operation<typename Model::operation>;
  std::map<std::string, std::vector<const seen*>> keys;
  for (auto& each : history) {
    EXPECTS(!each.answer || each.call <= *each.answer);
    keys[each.key].push_back(&each);
  }
  history_finding found;
  for (auto& [key, operations] : keys) {
    linearization_search<Model> search{model, std::move(operations), tries_max};
    auto is = search.run();
    found.tries += search.tries();
    if (is == search_end::found || found.is == verdict::violated) continue;
    // One key that is wrong says more than others that are too hard.
    if (is == search_end::gave_up && found.is == verdict::undecided) continue;
    found.is = is == search_end::gave_up ? verdict::undecided : verdict::violated;
    found.key = key;
    found.evidence = search.evidence();
  }
  return found;
}

} // namespace ringleader::testkit
