// SPDX-License-Identifier: BSD-3-Clause
// What the machine wants done.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/send.hpp>

namespace ringleader {

namespace {

failure election_failure(const caf::error& err) {
  if (auto code = code_of(err); code != errc::none) return {code, message_of(err)};
  if (may_have_happened(err)) return {errc::outcome_unknown, to_text(err)};
  return {errc::no_quorum, "the control log does not answer now: " + to_text(err)};
}

std::optional<failure> refusal_in(const registry::outcome& what) {
  auto* no = registry::refusal(what);
  return no == nullptr ? std::nullopt : std::optional{failure{no->code, no->message}};
}

} // namespace

template <class Answer> void leader_actor::propose_for(holder_id holder, propose what) {
  request(node_->book.get(child::control_log), caf::infinite, std::move(what))
    .then(
      [this, holder](const proposal_outcome& told) {
        feed(Answer{holder, refusal_in(told.what)});
      },
      [this, holder](caf::error& err) {
        feed(campaigns::failed{holder, election_failure(err)});
      });
}

void leader_actor::run(const campaigns::propose_campaign& fx) {
  auto& terms = fx.terms;
  registry::campaign command{fx.election, fx.holder, terms.rules, terms.weight, terms.data};
  propose_for<campaigns::campaigned>(fx.holder, propose{std::move(command), fx.patience});
}

void leader_actor::run(const campaigns::propose_resign& fx) {
  registry::resign command{fx.election, fx.holder, fx.successor};
  propose_for<campaigns::resigned>(fx.holder, propose{std::move(command), fx.patience});
}

void leader_actor::run(const campaigns::tell_gained& fx) {
  if (auto to = kept_->owners.actor_of(fx.owner))
    caf::anon_send(to, leadership_gained{fx.election, fx.term});
}

void leader_actor::run(const campaigns::tell_lost& fx) {
  if (auto to = kept_->owners.actor_of(fx.owner))
    caf::anon_send(to, leadership_lost{fx.election, fx.term, fx.why});
}

template <class T>
void leader_actor::answer(const std::vector<campaigns::asker_id>& askers, const T& what) {
  for (auto asker : askers) {
    auto at = askers_.find(asker);
    at->second.deliver(what);
    askers_.erase(at);
  }
}

void leader_actor::run(const campaigns::answer_candidates& fx) { answer(fx.askers, fx.state); }

void leader_actor::run(const campaigns::answer_resigners& fx) {
  answer(fx.askers, fx.was_candidate);
}

void leader_actor::run(const campaigns::answer_drained& fx) { answer(fx.askers, true); }

void leader_actor::run(const campaigns::refuse_askers& fx) {
  answer(fx.askers, make_error(fx.why));
}

void leader_actor::run(const campaigns::start_singleton& fx) {
  log::info(log::area::leader, "singleton started", {{"election", fx.election}, {"term", fx.term}});
  auto spec = kept_->singletons.of(fx.election);
  auto running = spec.start(system(), leadership{fx.election, fx.term}, node_->gate, fx.session);
  node_->children_of(child::leader).add(running);
  monitor(running);
  singletons_[fx.election] = std::move(running);
}

void leader_actor::run(const campaigns::stop_singleton& fx) {
  log::info(log::area::leader, "singleton stopped", {{"election", fx.election}, {"term", fx.term}});
  send_exit(singletons_.at(fx.election), caf::exit_reason::kill);
}

void leader_actor::run(const campaigns::singleton_failed& fx) {
  log::warn(log::area::leader, "singleton failed",
            {{"election", fx.election}, {"why", fx.why}, {"pause", fx.pause}});
}

void leader_actor::run(const campaigns::campaign_refused& fx) {
  log::error(log::area::leader, fx.message, {{"election", fx.election}});
}

void leader_actor::run(const campaigns::publish_change& fx) {
  for (auto& listener : kept_->listeners.of(fx.change.election))
    caf::anon_send(listener, fx.change);
}

void leader_actor::run(const campaigns::publish_state& fx) {
  for (auto& listener : kept_->listeners.of(fx.state.election)) caf::anon_send(listener, fx.state);
}

void leader_actor::run(const campaigns::ask_for_state&) {
  if (auto log = node_->book.get(child::control_log)) send(log, watch_registry{child::leader});
}

} // namespace ringleader
