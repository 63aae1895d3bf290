// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/reach.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>
#include <iterator>

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

bool is_feed(const message& m) {
  return std::holds_alternative<append_request>(m) || std::holds_alternative<install_request>(m);
}

bool is_within_reach(const message& m, raft_term own, raft_term known, bool is_fresh) {
  auto [term, index] = extent_of(m);
  if (index.value > index_max || term.value > term_max) return false;
  if ((is_fresh && is_feed(m)) || term <= std::max(own, known)) return true;
  return term.value - known.value <= term_step_max;
}

void claimed_terms::add(store_id by, raft_term term, instant now,
                        const std::vector<store_id>& voters) {
  auto is_voter = [&](store_id store) {
    return std::binary_search(voters.begin(), voters.end(), store);
  };
  if (!is_voter(by)) return;
  auto [mine, is_first] = claims_.emplace(by, claim{term, now});
  if (is_first) {
    for (auto each = claims_.begin(); each != claims_.end();)
      each = is_voter(each->first) ? std::next(each) : claims_.erase(each);
  } else if (term >= mine->second.term || now - mine->second.at >= memory_) {
    mine->second = {term, now};
  }
}

raft_term claimed_terms::agreed(instant now, const std::vector<store_id>& voters) const {
  raft_term first;
  raft_term second;
  for (auto store : voters) {
    auto mine = claims_.find(store);
    if (mine == claims_.end() || now - mine->second.at >= memory_) continue;
    second = std::max(second, std::min(first, mine->second.term));
    first = std::max(first, mine->second.term);
  }
  return voters.size() == 1 ? first : second;
}

} // namespace ringleader::consensus
