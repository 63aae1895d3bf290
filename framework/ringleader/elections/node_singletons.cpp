// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/node_singletons.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::campaigns {

void node_singletons::on(const singleton_ended& what, instant now, effects& out) {
  auto at = singletons_.find(what.election);
  if (at == singletons_.end() || !at->second.running) return;
  auto& o = at->second;
  if (o.ending) {
    o.pause = duration::zero();
  } else {
    o.pause = std::min(std::max(2 * o.pause, config_.singleton_pause), config_.singleton_pause_max);
    out.push_back(singleton_failed{what.election, what.why, o.pause});
  }
  o.not_before = now + o.pause;
  o.running = false;
  o.ending = false;
}

void node_singletons::drain(effects& out) {
  is_draining_ = true;
  for (auto& [election, o] : singletons_) stop(election, o, out);
}

void node_singletons::campaign(candidacies& all, const known_elections& known) {
  if (known.is_leaving() || is_draining_) return;
  for (auto& [election, o] : singletons_) {
    if (all.is_candidate(o.candidate)) continue;
    if (o.running || o.hands_over_to) continue; // it resigns first
    auto before = all.of_singleton(election);   // of the machine before this one
    const auto& options = o.options;
    o.candidate = before
                    ? *before
                    : all.add_singleton(election, {{options.policy, options.voting, std::nullopt},
                                                   options.weight,
                                                   options.data});
  }
}

void node_singletons::reconcile(candidacies& all, const known_elections& known, instant now,
                                effects& out) {
  for (auto& [election, o] : singletons_) reconcile_one(election, o, all, known, now, out);
}

void node_singletons::reconcile_one(const std::string& election, singleton& o, candidacies& all,
                                    const known_elections& known, instant now, effects& out) {
  auto term = all.leadership_of(o.candidate, known, now);
  if (o.running) {
    if (term == o.term && !o.hands_over_to) o.hands_over_to = successor(election, o, known, now);
    if (term != o.term || o.hands_over_to) stop(election, o, out);
    if (!mutated(mutant::hand_over_beside_the_old) || !o.hands_over_to) return;
  }
  if (all.is_candidate(o.candidate) && (o.hands_over_to || is_draining_))
    return all.end(o.candidate, std::exchange(o.hands_over_to, std::nullopt), out);
  o.hands_over_to.reset();
  if (!term || now < o.not_before || is_draining_) return;
  if (term != o.term) o.since = now;
  o.term = term;
  o.running = true;
  out.push_back(start_singleton{election, term, known.session()});
}

void node_singletons::stop(const std::string& election, singleton& o, effects& out) {
  if (!o.running || o.ending) return;
  o.ending = true;
  out.push_back(stop_singleton{election, o.term});
}

/// The stronger candidate that has waited for the minimum term.
std::optional<candidate_id> node_singletons::successor(const std::string& election,
                                                       const singleton& o,
                                                       const known_elections& known, instant now) {
  const auto& options = o.options;
  if (!options.take_over || now < o.since + *options.take_over) return std::nullopt;
  const auto* state = known.mirror().find(election);
  if (state == nullptr) return std::nullopt;
  const auto* next = stronger(*state, options.policy, known.all_votes(options.policy));
  if (next == nullptr) return std::nullopt;
  return next->id;
}

bool node_singletons::any_running() const {
  return std::any_of(singletons_.begin(), singletons_.end(),
                     [](const auto& entry) { return entry.second.running; });
}

instant node_singletons::next_deadline(const known_elections& known, instant now) const {
  auto next = never;
  auto consider = [&](instant at) {
    if (at > now) next = std::min(next, at);
  };
  for (const auto& [election, o] : singletons_) {
    consider(o.not_before);
    if (!o.running) continue;
    consider(known.lease_until());
    if (o.options.take_over) consider(o.since + *o.options.take_over);
  }
  return next;
}

} // namespace ringleader::campaigns
