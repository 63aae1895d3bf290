// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/reach.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader::consensus {

namespace {

/// The greatest of each that a message names.
struct extent {
  raft_term term;
  log_index index;
};

extent extent_of(const message& m) {
  return match(
    m,
    [](const vote_request& x) {
      return extent{std::max({x.term, x.asked, x.last_term}), x.last_index};
    },
    [](const vote_reply& x) {
      return extent{std::max(x.term, x.asked), {}};
    },
    [](const append_request& x) { // its entries follow prev_index, under terms up to its own
      return extent{std::max(x.term, x.prev_term), std::max(x.prev_index, x.commit)};
    },
    [](const append_reply& x) {
      return extent{std::max(x.term, x.conflict_term),
                    std::max({x.prev_index, x.match_index, x.conflict_index})};
    },
    [](const timeout_now& x) {
      return extent{x.term, {}};
    },
    [](const install_request& x) {
      return extent{std::max(x.term, x.last_term), x.index};
    },
    [](const install_reply& x) {
      return extent{x.term, x.index};
    });
}

} // namespace

bool is_within_reach(const message& m, raft_term own, raft_term known, bool is_learner) {
  auto [term, index] = extent_of(m);
  if (index.value > index_max || term.value > term_max) return false;
  auto feeds =
    std::holds_alternative<append_request>(m) || std::holds_alternative<install_request>(m);
  if ((is_learner && feeds) || term <= std::max(own, known)) return true;
  return term.value - known.value <= term_step_max;
}

void claimed_terms::add(store_id by, raft_term term) {
  auto& of_its_own = by == first_.first ? first_ : second_;
  if (by != first_.first && by != second_.first) {
    if (term > second_.second) second_ = {by, term};
  } else {
    of_its_own.second = std::max(of_its_own.second, term);
  }
  if (second_.second > first_.second) std::swap(first_, second_);
}

} // namespace ringleader::consensus
