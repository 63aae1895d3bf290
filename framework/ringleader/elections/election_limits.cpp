// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election_limits.hpp>

namespace ringleader {

namespace {

result<void> refuse(std::string why) { return {errc::refused, std::move(why)}; }

} // namespace

bool known(election_policy policy) {
  switch (policy) {
  case election_policy::seniority:
  case election_policy::weight:
  case election_policy::votes:
  case election_policy::weighted_votes: return true;
  }
  return false;
}

result<void> check_election_name(const std::string& name, const election_limits& limits) {
  if (!name.empty() && name.size() <= limits.name_bytes) return {};
  return refuse("an election's name must have 1 to " + std::to_string(limits.name_bytes) +
                " bytes");
}

result<void> check_rules(const election_rules& rules, const election_limits& limits) {
  if (!known(rules.policy)) return refuse("the election policy is not known here");
  auto none = duration::zero();
  if (by_votes(rules.policy) && (rules.voting <= none || rules.voting > limits.voting_longest))
    return refuse("say how long votes are waited for, at most " + to_string(limits.voting_longest));
  if (!by_votes(rules.policy) && rules.voting != none)
    return refuse("nobody votes by " + to_string(rules.policy) + ": leave the time for it out");
  if (!rules.take_over) return {};
  if (rules.policy == election_policy::seniority)
    return refuse("nobody takes over by seniority: leave the minimum term out");
  if (*rules.take_over < none || *rules.take_over > limits.take_over_longest)
    return refuse("a minimum term is at least zero and at most 366 days");
  return {};
}

result<void> check_candidacy(const std::string& name, const election_rules& rules, holder_id holder,
                             const bytes& data, const election_limits& limits) {
  if (auto ok = check_election_name(name, limits); !ok) return ok;
  if (data.size() > limits.data_bytes)
    return refuse("a candidate's data must have at most " + std::to_string(limits.data_bytes) +
                  " bytes");
  if (auto ok = check_rules(rules, limits); !ok) return ok;
  if (!holder) return {errc::malformed, "a candidate needs a holder id"};
  return {};
}

} // namespace ringleader
