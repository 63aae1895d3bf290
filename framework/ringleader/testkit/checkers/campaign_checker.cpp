// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/campaign_checker.hpp>

namespace ringleader::testkit {

void campaign_checker::agreed(const std::vector<registry::event>& events) {
  for (const auto& ev : events)
    if (const auto* change = std::get_if<election_changed>(&ev); change && change->winner)
      wins_[change->term] = {change->name, change->winner->session};
}

/// Its lease lets it act, however late it hears of anything.
bool campaign_checker::acts(std::size_t node, session_id session, instant now) const {
  auto seen = look_(node);
  return seen.session == session && now < seen.lease_until;
}

void campaign_checker::gained(std::size_t node, const std::string& election, session_id session,
                              election_term term, bool may_be_taken_over, instant now) {
  auto of = [&](std::size_t other) { return "node " + std::to_string(other); };
  auto won = wins_.find(term);
  if (won == wins_.end() || won->second != std::make_pair(election, session))
    report_(violation_kind::misled_candidate, of(node) + " is told term " + to_string(term) +
                                                " of " + election + ", which is another's");
  auto& those = leading_[election];
  for (const auto& [other, its_session] : those) {
    if (other == node)
      report_(violation_kind::misled_candidate,
              of(node) + " has two in the leadership of " + election);
    else if (!may_be_taken_over && (look_(other).is_awake || acts(other, its_session, now)))
      report_(violation_kind::two_leaders, of(node) + " is told term " + to_string(term) + " of " +
                                             election + " beside " + of(other));
  }
  those[node] = session;
}

void campaign_checker::lost(std::size_t node, const std::string& election) {
  leading_[election].erase(node);
}

void campaign_checker::started(std::size_t node, const std::string& election, session_id session,
                               instant now) {
  auto& those = running_[election];
  for (const auto& [other, its_session] : those)
    if (other == node || acts(other, its_session, now))
      report_(violation_kind::two_singletons, "node " + std::to_string(node) + " starts one of " +
                                                election + " beside node " + std::to_string(other));
  those[node] = session;
}

void campaign_checker::gone(std::size_t node, const std::string& election) {
  running_[election].erase(node);
}

std::optional<holder_id> campaign_checker::left(const registry::registry& state, session_id but,
                                                instant before) const {
  for (const auto& [name, held] : state.elections().all())
    for (const auto& who : held.candidates)
      if (auto at = resigned_.find(who.id.holder);
          who.id.session != but && at != resigned_.end() && at->second < before)
        return who.id.holder;
  return std::nullopt;
}

} // namespace ringleader::testkit
