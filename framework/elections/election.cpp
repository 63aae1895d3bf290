// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election.hpp>

#include <algorithm>

namespace ringleader {

std::string to_string(candidate_id id) {
  return to_string(id.session) + '/' + to_string(id.holder);
}

std::string to_string(election_policy policy) {
  switch (policy) {
  case election_policy::seniority: return "seniority";
  case election_policy::weight: return "weight";
  }
  return "election_policy(" + std::to_string(static_cast<int>(policy)) + ")";
}

const candidate* choose(election_policy policy, const std::vector<candidate>& candidates) {
  if (candidates.empty()) return nullptr;
  switch (policy) {
  case election_policy::seniority: break;
  case election_policy::weight:
    // max_element answers the first of equals, who is the longest-standing.
    return &*std::max_element(
      candidates.begin(), candidates.end(),
      [](const candidate& a, const candidate& b) { return a.weight < b.weight; });
  }
  return &candidates.front();
}

std::string to_string(const election_changed& ev) {
  return "election_changed " + ev.name + " term=" + to_string(ev.term) +
         " winner=" + (ev.winner ? to_string(*ev.winner) : std::string{"none"});
}

} // namespace ringleader
