// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election.hpp>

namespace ringleader {

std::string to_string(candidate_id id) {
  return to_string(id.session) + '/' + to_string(id.holder);
}

std::string to_string(election_policy policy) {
  switch (policy) {
  case election_policy::seniority: return "seniority";
  case election_policy::weight: return "weight";
  case election_policy::votes: return "votes";
  case election_policy::weighted_votes: return "weighted_votes";
  }
  return "election_policy(" + std::to_string(static_cast<int>(policy)) + ")";
}

std::string to_string(const election_rules& rules) {
  auto text = to_string(rules.policy);
  if (rules.voting != duration::zero()) text += " voting=" + to_string(rules.voting);
  if (rules.take_over) text += " take_over=" + to_string(*rules.take_over);
  return text;
}

} // namespace ringleader
