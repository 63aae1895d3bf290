// SPDX-License-Identifier: BSD-3-Clause
// The candidates: what they want, what they are told, what they are answered.
#include <ringleader/elections/candidacies.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/base/mutant.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::campaigns {

namespace {

void refuse(std::vector<asker_id>& askers, const failure& why, effects& out) {
  if (!askers.empty()) out.push_back(refuse_askers{std::exchange(askers, {}), why});
}

failure too_many_askers() {
  return {errc::overloaded, "wait for the answers of what was asked before"};
}

/// The first candidate of that node, but not `self`; or the candidate that was named.
std::optional<candidate_id> choose(const wanted_successor& wanted, const election_state& in,
                                   candidate_id self) {
  if (const auto* id = std::get_if<candidate_id>(&wanted)) return *id;
  if (const auto* node = std::get_if<std::string>(&wanted))
    for (const auto& other : in.candidates)
      if (other.node == *node && other.id != self) return other.id;
  return std::nullopt;
}

} // namespace

candidacies::candidacies(const campaign_config& config, std::uint64_t generation,
                         kept_candidacies kept)
  : config_(config), generation_(generation) {
  EXPECTS(config.validate().ok());
  EXPECTS(generation >> 32 == 0);
  for (auto& [holder, who] : kept) all_[holder].who = std::move(who);
}

void candidacies::on(const campaign& what, const known_elections& known, instant now,
                     effects& out) {
  std::vector<asker_id> asker{what.asker};
  if (known.is_leaving())
    return refuse(asker, {errc::stopping, "the node leaves the cluster"}, out);
  auto at = find(what.owner, what.election, false);
  if (at == all_.end()) {
    if (all_.size() >= config_.candidacies_max)
      return refuse(asker, {errc::overloaded, "too many campaign on this node; resign from some"},
                    out);
    at = add(what.owner, what.election, what.terms);
  } else if (at->second.campaigners.size() >= config_.askers_max) {
    return refuse(asker, too_many_askers(), out);
  } else {
    at->second.who.terms = what.terms;
  }
  auto& c = at->second;
  c.campaigners.push_back(what.asker);
  if (c.give_up_at == never) c.give_up_at = now + config_.patience;
}

void candidacies::on(const resign& what, const known_elections& known, instant now, effects& out) {
  std::vector<asker_id> asker{what.asker};
  auto at = find(what.owner, what.election, false);
  auto repeated = at == all_.end();
  if (repeated) at = find(what.owner, what.election, true);
  if (at == all_.end()) return out.push_back(answer_resigners{asker, false});
  auto& c = at->second;
  if (c.resigners.size() >= config_.askers_max) return refuse(asker, too_many_askers(), out);
  c.resigners.push_back(what.asker);
  c.give_up_at = now + config_.patience;
  if (repeated) return;
  c.who.successor =
    choose(what.successor, known.mirror().of(what.election), {known.session(), at->first});
  end(c, leadership_loss::resigned, out);
}

void candidacies::on(const owner_ended& what, effects& out) {
  for (auto& [holder, c] : all_)
    if (c.who.owner == what.owner) end(c, leadership_loss::resigned, out);
}

void candidacies::leave_all(effects& out) {
  for (auto& [holder, c] : all_)
    if (c.who.owner) end(c, leadership_loss::leaving, out);
}

void candidacies::end_all(effects& out) {
  failure anew{errc::outcome_unknown, "the election manager starts anew"};
  for (auto& [holder, c] : all_) {
    // Nobody watches the lease until the next machine does.
    tell_lost(c, leadership_loss::rebuilt, out);
    // Who is answered with an error does not campaign.
    if (!c.who.agreed && c.who.owner) c.who.ending = true;
    refuse(c.campaigners, anew, out);
    refuse(c.resigners, anew, out);
  }
}

void candidacies::disown(const election_state& in, session_id own) {
  if (mutated(mutant::candidacy_outlives_resign)) return;
  for (const auto& c : in.candidates) {
    if (c.id.session != own || all_.count(c.id.holder) != 0) continue;
    auto& stray = all_[c.id.holder].who;
    stray.election = in.election;
    stray.asked_in = own;
    stray.ending = true;
  }
}

void candidacies::reconcile(const known_elections& known) {
  if (!known.session()) return;
  for (auto& [holder, c] : all_) {
    if (c.asked) continue;
    candidate_id self{known.session(), holder};
    const auto* shown = known.candidate_in(c.who.election, self);
    c.awaits_update = false;
    if (c.who.ending) continue;
    if (c.agreed_in != known.session()) continue;
    const auto* in = known.mirror().find(c.who.election);
    bool differs = shown == nullptr || shown->weight != c.agreed.weight ||
                   (in->winner == self && in->data != c.agreed.data);
    if (differs) c.agreed_in = session_id{};
  }
}

void candidacies::depose(const known_elections& known, instant now, effects& out) {
  for (auto& [holder, c] : all_) {
    if (!c.told || leadership_of(holder, c, known, now) == c.told) continue;
    if (c.who.asked_in != known.session())
      tell_lost(c, leadership_loss::session_ended, out);
    else if (known.is_leaving())
      tell_lost(c, leadership_loss::leaving, out);
    else if (!known.lease_holds(now))
      tell_lost(c, leadership_loss::cut_off, out);
    else
      tell_lost(c, leadership_loss::taken_over, out);
  }
}

void candidacies::pursue(const known_elections& known, instant now, effects& out) {
  for (auto at = all_.begin(); at != all_.end();) {
    auto& [holder, c] = *at;
    if (known.knows()) {
      elect(holder, c, known, now, out);
      propose(holder, c, known, now, out);
      answer(holder, c, known, out);
    }
    if (now >= c.give_up_at && !c.asked) give_up(c, out);
    if (!is_over(holder, c, known)) {
      ++at;
      continue;
    }
    if (!c.resigners.empty()) out.push_back(answer_resigners{std::move(c.resigners), true});
    at = all_.erase(at);
  }
}

std::optional<holder_id> candidacies::of_singleton(const std::string& election) const {
  for (const auto& [holder, c] : all_)
    if (!c.who.owner && c.who.election == election && !c.who.ending) return holder;
  return std::nullopt;
}

holder_id candidacies::add_singleton(const std::string& election, candidacy_terms terms) {
  return add(owner_id{}, election, std::move(terms))->first;
}

bool candidacies::is_candidate(holder_id who) const {
  auto at = all_.find(who);
  return at != all_.end() && !at->second.who.ending;
}

election_term candidacies::leadership_of(holder_id who, const known_elections& known,
                                         instant now) const {
  auto at = all_.find(who);
  return at == all_.end() ? election_term{} : leadership_of(who, at->second, known, now);
}

void candidacies::end(holder_id who, std::optional<candidate_id> successor, effects& out) {
  auto& c = all_.at(who);
  c.who.successor = successor;
  end(c, leadership_loss::resigned, out);
}

kept_candidacies candidacies::kept() const {
  kept_candidacies all;
  for (const auto& [holder, c] : all_) all.emplace(holder, c.who);
  return all;
}

instant candidacies::next_deadline(const known_elections& known, instant now) const {
  auto next = never;
  bool leads = false;
  for (const auto& [holder, c] : all_) {
    leads = leads || c.told;
    if (c.give_up_at > now) next = std::min(next, c.give_up_at);
    if (known.session() && !c.asked && c.retry_at > now && (c.who.ending || !agrees(c, known)))
      next = std::min(next, c.retry_at);
  }
  if (leads && known.lease_until() > now) next = std::min(next, known.lease_until());
  return next;
}

candidacies::entries::iterator candidacies::find(owner_id owner, const std::string& election,
                                                 bool ending) {
  return std::find_if(all_.begin(), all_.end(), [&](const auto& one) {
    const auto& who = one.second.who;
    return who.owner == owner && who.election == election && who.ending == ending;
  });
}

candidacies::entries::iterator candidacies::add(owner_id owner, const std::string& election,
                                                candidacy_terms terms) {
  auto at = all_.emplace(holder_id{(generation_ << 32) | ++last_holder_}, candidacy{}).first;
  at->second.who.election = election;
  at->second.who.owner = owner;
  at->second.who.terms = std::move(terms);
  return at;
}

void candidacies::end(candidacy& c, leadership_loss why, effects& out) {
  if (c.who.ending) return;
  tell_lost(c, why, out);
  c.who.ending = true;
  c.retry_at = {}; // what it waited for was of its campaign
  c.trouble.reset();
  refuse(c.campaigners,
         why == leadership_loss::leaving ? failure{errc::stopping, "the node leaves the cluster"}
                                         : failure{errc::refused, "the candidate resigned"},
         out);
}

void candidacies::elect(holder_id who, candidacy& c, const known_elections& known, instant now,
                        effects& out) {
  if (!c.who.owner || c.told) return; // node_singletons sees to it
  auto term = leadership_of(who, c, known, now);
  if (!term) return;
  c.told = term;
  out.push_back(tell_gained{c.who.owner, c.who.election, term});
}

void candidacies::tell_lost(candidacy& c, leadership_loss why, effects& out) {
  if (!c.told) return;
  out.push_back(campaigns::tell_lost{c.who.owner, c.who.election, std::exchange(c.told, {}), why});
}

/// The asker is answered with an election in which it sees itself: updates come behind outcomes.
void candidacies::answer(holder_id who, candidacy& c, const known_elections& known, effects& out) {
  if (c.campaigners.empty() || !agrees(c, known)) return;
  const auto* self = known.candidate_in(c.who.election, {known.session(), who});
  if (self == nullptr || self->weight != c.who.terms.weight) return;
  out.push_back(
    answer_candidates{std::exchange(c.campaigners, {}), known.state_of(c.who.election)});
  c.who.agreed = true;
  c.give_up_at = never;
}

void candidacies::give_up(candidacy& c, effects& out) {
  c.give_up_at = never;
  auto why = c.trouble;
  if (!why)
    why = c.who.asked_in ? failure{errc::outcome_unknown, "the node lags behind the log"}
                         : failure{errc::no_quorum, "the node has no session yet"};
  refuse(c.campaigners, *why, out);
  refuse(c.resigners, *why, out); // it goes on resigning
  if (!c.who.agreed && c.who.owner) c.who.ending = true;
}

election_term candidacies::leadership_of(holder_id who, const candidacy& c,
                                         const known_elections& known, instant now) {
  if (!known.session() || c.who.ending || known.is_leaving()) return {};
  if (!known.lease_holds(now) && !mutated(mutant::loss_told_too_late)) return {};
  const auto* state = known.mirror().find(c.who.election);
  if (state == nullptr || state->winner != candidate_id{known.session(), who}) return {};
  return state->term;
}

/// The log knows all of what it wants.
bool candidacies::agrees(const candidacy& c, const known_elections& known) {
  return known.session() && c.agreed_in == known.session() && c.agreed == c.who.terms;
}

/// Nothing is left of it in the log, as far as this node has seen it, and it is to campaign no
/// more.
bool candidacies::is_over(holder_id who, const candidacy& c, const known_elections& known) {
  if (!c.who.ending || c.asked) return false;
  if (c.who.asked_in && (!known.knows() || c.who.asked_in == known.session())) return false;
  return !known.session() || known.candidate_in(c.who.election, {known.session(), who}) == nullptr;
}

} // namespace ringleader::campaigns
