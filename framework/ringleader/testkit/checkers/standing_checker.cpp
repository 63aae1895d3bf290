// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/standing_checker.hpp>

namespace ringleader::testkit {

void standing_checker::agreed(const std::vector<registry::event>& events) {
  for (const auto& ev : events)
    if (const auto* office = std::get_if<election_changed>(&ev); office && office->winner)
      wins_[office->term] = {office->name, office->winner->session};
}

/// Its lease lets it act, however late it hears of anything.
bool standing_checker::acts(std::size_t node, session_id session, instant now) const {
  auto seen = look_(node);
  return seen.session == session && now < seen.lease_until;
}

void standing_checker::elected(std::size_t node, const std::string& election, session_id session,
                               election_term term, bool may_be_taken_over, instant now) {
  auto of = [&](std::size_t other) { return "node " + std::to_string(other); };
  auto won = wins_.find(term);
  if (won == wins_.end() || won->second != std::make_pair(election, session))
    report_(violation_kind::misled_candidate, of(node) + " is told term " + to_string(term) +
                                                " of " + election + ", which is another's");
  auto& those = in_office_[election];
  for (const auto& [other, its_session] : those) {
    if (other == node)
      report_(violation_kind::misled_candidate, of(node) + " has two in the office of " + election);
    else if (!may_be_taken_over && (look_(other).is_awake || acts(other, its_session, now)))
      report_(violation_kind::two_in_office, of(node) + " is told term " + to_string(term) +
                                               " of " + election + " beside " + of(other));
  }
  those[node] = session;
}

void standing_checker::deposed(std::size_t node, const std::string& election) {
  in_office_[election].erase(node);
}

void standing_checker::started(std::size_t node, const std::string& election, session_id session,
                               instant now) {
  auto& those = running_[election];
  for (const auto& [other, its_session] : those)
    if (other == node || acts(other, its_session, now))
      report_(violation_kind::two_singletons, "node " + std::to_string(node) + " starts one of " +
                                                election + " beside node " + std::to_string(other));
  those[node] = session;
}

void standing_checker::gone(std::size_t node, const std::string& election) {
  running_[election].erase(node);
}

std::optional<holder_id> standing_checker::left(const registry::registry& state, session_id but,
                                                instant before) const {
  for (const auto& [name, held] : state.elections().all())
    for (const auto& who : held.candidates)
      if (auto at = resigned_.find(who.id.holder);
          who.id.session != but && at != resigned_.end() && at->second < before)
        return who.id.holder;
  return std::nullopt;
}

} // namespace ringleader::testkit
