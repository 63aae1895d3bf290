// SPDX-License-Identifier: BSD-3-Clause
// Those who stand: what they want, what they are told, what they are answered.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

namespace ringleader {

namespace {

constexpr std::size_t candidacies_max = 4'096; // of this node
constexpr std::size_t askers_max = 16;         // of one candidacy
// How long the log is tried before an asker is told that it did not agree.
constexpr auto patience = std::chrono::seconds{5};

caf::error nobody_asks() {
  return make_error(errc::refused, "an actor must ask: whoever asks is the candidate");
}

} // namespace

caf::result<election_state> leader_actor::accept(const stand& what) {
  if (node_->leaving) return make_error(errc::stopping, "the node leaves the cluster");
  if (!current_sender()) return nobody_asks();
  auto owner = caf::actor_cast<caf::actor_addr>(current_sender());
  candidacy_terms terms{what.rules, what.weight, what.data};
  auto at = find_candidacy(owner, what.election, false);
  if (at == candidacies_.end()) {
    if (candidacies_.size() >= candidacies_max)
      return make_error(errc::overloaded, "too many stand on this node; resign from some");
    at = add_candidacy(what.election, owner, std::move(terms));
  } else if (at->second.standers.size() >= askers_max) {
    return make_error(errc::overloaded, "wait for the answers of what was asked before");
  } else {
    at->second.who.terms = std::move(terms);
  }
  auto asker = make_response_promise();
  at->second.standers.push_back(asker);
  if (at->second.give_up_at == never) at->second.give_up_at = node_->now() + patience;
  save(at->first, at->second);
  look();
  return asker;
}

caf::result<bool> leader_actor::accept(const resign& what) {
  if (!current_sender()) return nobody_asks();
  auto owner = caf::actor_cast<caf::actor_addr>(current_sender());
  auto at = find_candidacy(owner, what.election, false);
  auto repeated = at == candidacies_.end();
  if (repeated) at = find_candidacy(owner, what.election, true);
  if (at == candidacies_.end()) return false;
  auto& c = at->second;
  if (c.resigners.size() >= askers_max)
    return make_error(errc::overloaded, "wait for the answers of what was asked before");
  auto asker = make_response_promise();
  c.resigners.push_back(asker);
  if (!repeated) {
    match(
      what.successor, [](std::monostate) {}, [&](candidate_id who) { c.who.successor = who; },
      [&](const std::string& node) {
        for (auto& other : mirror_.of(what.election).candidates)
          if (other.node == node && other.id != candidate_id{session_, at->first} &&
              !c.who.successor)
            c.who.successor = other.id;
      });
    end(c, deposition::resigned);
    save(at->first, c);
  }
  c.give_up_at = node_->now() + patience;
  look();
  return asker;
}

caf::result<bool> leader_actor::accept(const vote& what) {
  auto log = node_->book.get(child::control_log);
  if (!log) return make_error(errc::stopping);
  auto asker = make_response_promise();
  request(log, caf::infinite, propose{registry::vote{what.election, what.choice}})
    .then(
      [asker](const proposal_outcome& answer) mutable {
        if (auto* no = registry::refusal(answer.what))
          asker.deliver(make_error(no->code, no->message));
        else
          asker.deliver(true);
      },
      [asker](caf::error& err) mutable { asker.deliver(std::move(err)); });
  return asker;
}

void leader_actor::adopt() {
  for (auto& [holder, who] : kept_->candidates.all()) {
    candidacies_[holder].who = who;
    watch(who.owner);
  }
  for (auto& [election, listeners] : kept_->listeners.all()) {
    numbers_[election] = 0;
    for (auto& listener : listeners) watch(listener.address());
  }
}

/// A proposal that was given up may take effect late: nobody must stand whom no actor stands for.
void leader_actor::disown(const election_state& in) {
  for (auto& c : in.candidates) {
    if (c.id.session != session_ || candidacies_.count(c.id.holder) != 0) continue;
    auto& stray = candidacies_[c.id.holder].who;
    stray.election = in.election;
    stray.asked_in = session_;
    stray.ending = true;
  }
}

leader_actor::candidacies::iterator leader_actor::find_candidacy(const caf::actor_addr& owner,
                                                                 const std::string& election,
                                                                 bool ending) {
  auto at = candidacies_.begin();
  while (at != candidacies_.end() &&
         (at->second.who.owner != owner || at->second.who.election != election ||
          at->second.who.ending != ending))
    ++at;
  return at;
}

leader_actor::candidacies::iterator leader_actor::add_candidacy(const std::string& election,
                                                                const caf::actor_addr& owner,
                                                                candidacy_terms terms) {
  holder_id holder{(generation_ << 32) | ++last_holder_};
  auto at = candidacies_.emplace(holder, candidacy{}).first;
  at->second.who.election = election;
  at->second.who.owner = owner;
  at->second.who.terms = std::move(terms);
  watch(owner);
  save(holder, at->second);
  return at;
}

void leader_actor::end(candidacy& c, deposition why) {
  if (c.who.ending) return;
  tell_deposed(c, why);
  c.who.ending = true;
  answer_all(c.standers, why == deposition::leaving
                           ? make_error(errc::stopping, "the node leaves the cluster")
                           : make_error(errc::refused, "the candidate resigned"));
}

leader_actor::candidacies::iterator leader_actor::forget(candidacies::iterator at) {
  answer_all(at->second.resigners, true);
  kept_->candidates.remove(at->first);
  return candidacies_.erase(at);
}

/// Nothing is left of it in the log, and it is to stand no more.
bool leader_actor::is_over(const candidacy& c) const {
  auto may_stand = c.who.asked_in && (!knows_ || c.who.asked_in == session_);
  return c.who.ending && !c.asking && !may_stand;
}

/// The log knows all of what it wants.
bool leader_actor::agrees(const candidacy& c) const {
  return session_ && c.stands_in == session_ && c.agreed == c.who.terms;
}

/// The term under which it may act now; none if it may not.
election_term leader_actor::office_of(holder_id holder, const candidacy& c) const {
  if (!session_ || c.who.ending || node_->leaving || !has_lease()) return {};
  auto* state = mirror_.find(c.who.election);
  if (state == nullptr || state->winner != candidate_id{session_, holder}) return {};
  return state->term;
}

void leader_actor::depose(holder_id holder, candidacy& c) {
  if (!c.who.told || office_of(holder, c) == c.who.told) return;
  if (c.who.asked_in != session_)
    tell_deposed(c, deposition::session_ended);
  else if (node_->leaving)
    tell_deposed(c, deposition::leaving);
  else if (!has_lease())
    tell_deposed(c, deposition::cut_off);
  else
    tell_deposed(c, deposition::taken_over);
  save(holder, c);
}

void leader_actor::elect(holder_id holder, candidacy& c) {
  if (!c.who.owner || c.who.told) return; // a singleton's office sees to it
  auto term = office_of(holder, c);
  if (!term) return;
  c.who.told = term;
  save(holder, c);
  if (auto to = caf::actor_cast<caf::actor>(c.who.owner))
    caf::anon_send(to, elected{c.who.election, term});
}

void leader_actor::tell_deposed(candidacy& c, deposition why) {
  if (!c.who.told) return;
  if (auto to = caf::actor_cast<caf::actor>(c.who.owner))
    caf::anon_send(to, deposed{c.who.election, c.who.told, why});
  c.who.told = {};
}

/// The asker is answered with an election in which it sees itself: news comes behind outcomes.
void leader_actor::answer(holder_id holder, candidacy& c) {
  if (c.standers.empty() || !agrees(c)) return;
  auto* state = mirror_.find(c.who.election);
  if (state == nullptr) return;
  auto* self = find(*state, {session_, holder});
  if (self == nullptr || self->weight != c.who.terms.weight) return;
  answer_all(c.standers, numbered(c.who.election));
  c.give_up_at = never;
}

void leader_actor::give_up(candidacy& c) {
  c.give_up_at = never;
  auto why = c.trouble;
  if (!why)
    why = c.who.asked_in ? make_error(errc::outcome_unknown, "the node lags behind the log")
                         : make_error(errc::no_quorum, "the node has no session yet");
  answer_all(c.standers, why);
  answer_all(c.resigners, why); // it goes on resigning
  if (!c.who.agreed && c.who.owner) c.who.ending = true;
}

} // namespace ringleader
