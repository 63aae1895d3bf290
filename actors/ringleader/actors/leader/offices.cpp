// SPDX-License-Identifier: BSD-3-Clause
// Singletons: started in office, stopped before anybody else can be.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr duration pause_min = std::chrono::milliseconds{100};
constexpr duration pause_max = std::chrono::seconds{10};

} // namespace

void leader_actor::open_offices() {
  for (auto& spec : kept_->singletons.all()) offices_[spec.election].spec = spec;
  if (node_->leaving || draining_) return;
  for (auto& [election, o] : offices_) {
    auto at = candidacies_.find(o.candidate);
    if (at != candidacies_.end() && !at->second.who.ending) continue;
    if (o.running || o.hands_over_to) continue; // it resigns first
    auto& options = o.spec.options;
    at = find_candidacy({}, election, false); // of the generation before
    if (at == candidacies_.end())
      at = add_candidacy(election, {},
                         {{options.policy, options.voting, {}}, options.weight, options.data});
    o.candidate = at->first;
  }
}

void leader_actor::look_at(office& o) {
  auto at = candidacies_.find(o.candidate);
  auto term = at == candidacies_.end() ? election_term{} : office_of(at->first, at->second);
  if (o.running) {
    if (term != o.term || hands_over(o)) stop(o);
    return;
  }
  if (at != candidacies_.end() && (o.hands_over_to || draining_)) {
    at->second.who.successor = std::exchange(o.hands_over_to, std::nullopt);
    end(at->second, deposition::resigned);
    save(at->first, at->second);
    return;
  }
  if (term && node_->now() >= o.not_before) start(o, term);
}

void leader_actor::start(office& o, election_term term) {
  log::info(log::area::leader, "singleton started",
            {{"election", o.spec.election}, {"term", term}});
  o.running = o.spec.start(system(), leadership{o.spec.election, term}, node_->gate, session_);
  o.term = term;
  o.since = node_->now();
  o.ending = false;
  node_->brood_of(child::leader).add(o.running);
  monitor(o.running);
}

void leader_actor::stop(office& o) {
  if (!o.running || o.ending) return;
  log::info(log::area::leader, "singleton stopped",
            {{"election", o.spec.election}, {"term", o.term}});
  o.ending = true;
  send_exit(o.running, caf::exit_reason::kill);
}

/// True, and notes for whom, if a stronger candidate has waited for the minimum term.
bool leader_actor::hands_over(office& o) {
  auto& options = o.spec.options;
  if (!options.take_over || node_->now() < o.since + *options.take_over) return false;
  std::uint64_t all_votes = 0;
  for (auto& m : members_->members)
    if (ringleader::alive(m))
      all_votes += options.policy == election_policy::weighted_votes ? m.weight : 1;
  auto* state = mirror_.find(o.spec.election);
  auto* next = state == nullptr ? nullptr : stronger(*state, options.policy, all_votes);
  if (next == nullptr) return false;
  o.hands_over_to = next->id;
  return true;
}

void leader_actor::singleton_down(office& o, const caf::error& why) {
  node_->brood_of(child::leader).remove(o.running.id());
  if (o.ending) {
    o.pause = duration{0};
  } else {
    o.pause = std::min(std::max(2 * o.pause, pause_min), pause_max);
    log::warn(log::area::leader, "singleton failed",
              {{"election", o.spec.election}, {"why", to_text(why)}, {"pause", o.pause}});
  }
  o.not_before = node_->now() + o.pause;
  o.running = nullptr;
  o.ending = false;
}

} // namespace ringleader
