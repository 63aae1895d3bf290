// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/node_elections.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::campaigns {

node_elections::node_elections(const campaign_config& config, std::uint64_t generation,
                               kept_candidacies kept)
  : config_(config), candidacies_(config, generation, std::move(kept)), singletons_(config) {}

effects node_elections::step(const event& what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  effects out;
  match(
    what, [&](const update& e) { on(e, now, out); }, [&](const lease_seen& e) { known_.take(e); },
    [&](const leaving&) { known_.leave(); },
    [&](const campaign& e) { candidacies_.on(e, known_, now, out); },
    [&](const resign& e) { candidacies_.on(e, known_, now, out); },
    [&](const owner_ended& e) { candidacies_.on(e, out); },
    [&](const campaigned& e) { candidacies_.on(e, known_, now, out); },
    [&](const resigned& e) { candidacies_.on(e, known_, now); },
    [&](const failed& e) { candidacies_.on(e, now); },
    [&](const run_singleton& e) { singletons_.on(e); },
    [&](const singleton_ended& e) { singletons_.on(e, now, out); },
    [&](const drain& e) { on(e, now, out); }, [&](const watched& e) { known_.watch(e.election); },
    [&](const unwatched& e) { known_.forget(e.election); }, [](const tick&) {}, [](const end&) {});
  if (!std::holds_alternative<end>(what)) {
    reconcile(now, out);
    return out;
  }
  candidacies_.end_all(out);
  if (!drain_askers_.empty())
    out.push_back(refuse_askers{std::exchange(drain_askers_, {}),
                                {errc::outcome_unknown, "the election manager starts anew"}});
  return out;
}

void node_elections::on(const update& what, instant, effects& out) {
  auto touched = known_.take(what, out);
  if (!known_.follows()) return;
  for (const auto& election : touched)
    if (const auto* state = known_.mirror().find(election))
      candidacies_.disown(*state, known_.session());
  candidacies_.reconcile(known_);
}

void node_elections::on(const drain& what, instant now, effects& out) {
  drain_askers_.push_back(what.asker);
  drain_until_ = now + config_.drain_patience;
  candidacies_.leave_all(out);
  singletons_.drain(out);
}

void node_elections::reconcile(instant now, effects& out) {
  if (known_.knows()) singletons_.campaign(candidacies_, known_);
  // All of them before anybody here is elected in their place.
  candidacies_.depose(known_, now, out);
  singletons_.reconcile(candidacies_, known_, now, out);
  candidacies_.pursue(known_, now, out);
  answer_drained_askers(now, out);
}

void node_elections::answer_drained_askers(instant now, effects& out) {
  if (drain_askers_.empty()) return;
  if (singletons_.any_running()) return; // a successor may start when this is answered
  if (known_.knows() && !candidacies_.empty() && now < drain_until_) return;
  out.push_back(answer_drained{std::exchange(drain_askers_, {})});
}

instant node_elections::next_deadline() const {
  auto next =
    std::min(candidacies_.next_deadline(known_, now_), singletons_.next_deadline(known_, now_));
  if (!drain_askers_.empty() && drain_until_ > now_) next = std::min(next, drain_until_);
  return next;
}

std::optional<election_state> node_elections::state_of(const std::string& election) const {
  if (!known_.knows()) return std::nullopt;
  return known_.state_of(election);
}

const std::map<std::string, election_state>* node_elections::all() const {
  return known_.knows() ? &known_.mirror().all() : nullptr;
}

} // namespace ringleader::campaigns
