// SPDX-License-Identifier: BSD-3-Clause
/// candidacy: what one of the candidates on a node asks for, and what of it outlives the machine
/// that pursues it.
#pragma once

#include <ringleader/elections/election.hpp>

namespace ringleader {

/// What a candidate asks for.
struct candidacy_terms {
  election_rules rules;
  std::uint32_t weight = 0;
  bytes data;

  friend bool operator==(const candidacy_terms& a, const candidacy_terms& b) {
    return std::tie(a.rules, a.weight, a.data) == std::tie(b.rules, b.weight, b.data);
  }
  friend bool operator!=(const candidacy_terms& a, const candidacy_terms& b) { return !(a == b); }
};

/// "weight=3 by weight take_over=30s".
std::string to_string(const candidacy_terms& terms);

namespace campaigns {

/// Who campaigns, as its node numbers those who do; none: a singleton of the node.
using owner_id = strong_id<struct owner_id_tag>;

/// A request that is to be answered, as whoever carries out the effects numbers them.
using asker_id = strong_id<struct asker_id_tag>;

struct kept_candidacy {
  std::string election;
  owner_id owner;
  candidacy_terms terms;
  session_id asked_in; ///< the latest session in whose name it may campaign
  bool agreed = false; ///< its owner was told that it campaigns, so it goes on until it ends
  bool ending = false; ///< it is to campaign no more
  std::optional<candidate_id> successor; ///< whom it resigns for

  friend bool operator==(const kept_candidacy& a, const kept_candidacy& b) {
    return std::tie(a.election, a.owner, a.terms, a.asked_in, a.agreed, a.ending, a.successor) ==
           std::tie(b.election, b.owner, b.terms, b.asked_in, b.agreed, b.ending, b.successor);
  }
};

using kept_candidacies = std::map<holder_id, kept_candidacy>;

} // namespace campaigns
} // namespace ringleader
