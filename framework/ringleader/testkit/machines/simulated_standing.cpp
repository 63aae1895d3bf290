// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_standing.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

constexpr auto office_name = client_histories::office_name;
constexpr auto singleton_name = "singleton";

std::optional<failure> refusal_in(const registry::outcome& what) {
  auto* no = registry::refusal(what);
  return no == nullptr ? std::nullopt : std::optional{failure{no->code, no->message}};
}

} // namespace

simulated_standing::simulated_standing(const part_setup& setup)
  : setup_(setup), random_(setup.seed) {
  // Who gives up early leaves much to take effect late.
  config_.patience_least = milliseconds{500};
  if (random_.chance(500)) config_.patience = milliseconds{1000};
}

void simulated_standing::began(part_desk& desk) {
  seen_by_ = &desk.seen_by;
  machine_.emplace(config_, desk.generation, kept_);
  members_.reset();
  lease_ = {};
  drained_ = false;
  singleton_options options;
  options.policy = election_policy::weight;
  options.take_over = milliseconds{4000};
  options.weight = static_cast<std::uint32_t>(setup_.number);
  feed(desk, standing::run_singleton{singleton_name, options});
  tell(desk, true, {});
}

/// A supervisor ends what the actor had started before the actor is made again.
void simulated_standing::ended() {
  for (const auto& fx : machine_->step(standing::end{}, local_)) {
    if (const auto* lost = std::get_if<standing::tell_deposed>(&fx)) run(*lost);
    if (const auto* no = std::get_if<standing::refuse_askers>(&fx)) run(*no);
  }
  kept_ = machine_->kept();
  note_resigned();
  if (!askers_.empty())
    seen_by_->report(violation_kind::misled_candidate, "an asker was not answered");
  machine_.reset();
  proposals_.clear();
  askers_.clear();
  ends_at_ = never;
  if (std::exchange(runs_, false)) seen_by_->standing.gone(setup_.number, singleton_name);
}

void simulated_standing::forget() {
  kept_.clear();
  actors_ = {};
}

void simulated_standing::feed(part_desk& desk, const standing::event& what) {
  now_ = desk.now;
  local_ = desk.local;
  standing::lease_seen lease{desk.cells.session, desk.cells.lease_until};
  if (!(lease == lease_)) {
    lease_ = lease;
    run_all(desk, machine_->step(lease, desk.local));
  }
  run_all(desk, machine_->step(what, desk.local));
}

void simulated_standing::run_all(part_desk& desk, const standing::effects& all) {
  for (const auto& fx : all) std::visit([&](const auto& x) { run(desk, x); }, fx);
}

void simulated_standing::take(part_desk&, const view& members) {
  voters_.clear();
  names_.clear();
  for (const auto& m : members.members) {
    if (!alive(m)) continue;
    voters_.emplace(m.session, m.weight);
    names_.emplace(m.session, m.name);
  }
}

void simulated_standing::tell(part_desk& desk, bool whole,
                              const std::vector<registry::event>& events) {
  if (auto members = desk.state.view(); members != members_) {
    members_ = members;
    take(desk, *members);
  }
  standing::news told{desk.log.applied_index(), desk.own_session(), voters_, names_, {}, {}};
  if (whole)
    told.all =
      std::make_shared<const std::map<std::string, election>>(desk.state.elections().all());
  for (const auto& ev : events) {
    if (const auto* office = std::get_if<election_changed>(&ev)) told.events.emplace_back(*office);
    if (const auto* who = std::get_if<candidacy_changed>(&ev)) told.events.emplace_back(*who);
  }
  feed(desk, told);
}

void simulated_standing::saw(part_desk& desk, const std::vector<registry::event>& events,
                             bool anew) {
  tell(desk, anew, events);
}

void simulated_standing::concluded(part_desk& desk, const open_request& asked,
                                   const control::concluded& how) {
  auto at = proposals_.find(asked.cookie);
  if (at == proposals_.end()) return; // a vote
  auto [holder, resigns] = at->second;
  proposals_.erase(at);
  if (how.error.code != errc::none)
    feed(desk, standing::failed{holder, how.error});
  else if (resigns)
    feed(desk, standing::resigned{holder, refusal_in(how.what)});
  else
    feed(desk, standing::campaigned{holder, refusal_in(how.what)});
}

instant simulated_standing::next_deadline() const {
  return std::min(ends_at_, machine_->next_deadline());
}

void simulated_standing::tick(part_desk& desk) {
  if (desk.local >= ends_at_) singleton_ended(desk);
  feed(desk, standing::tick{});
}

void simulated_standing::leaving(part_desk& desk) {
  askers_.insert(last_asker_ = last_asker_.next());
  feed(desk, standing::drain{last_asker_});
  note_resigned();
}

void simulated_standing::run(part_desk&, const standing::answer_drained& fx) {
  answered(fx.askers);
  drained_ = true;
}

bool simulated_standing::work(part_desk& desk) {
  if (runs_ && ends_at_ == never && random_.chance(20)) singleton_ended(desk); // it fails
  auto& who = actors_[random_.chance(150) ? 1 : 0];
  auto is_standing = stands(who);
  if (!is_standing && (&who == &actors_[0] || random_.chance(300))) {
    stand(desk, who);
    return true;
  }
  if (is_standing && random_.chance(60)) {
    if (random_.chance(500))
      stand(desk, who);
    else
      stop_standing(desk, who);
    return true;
  }
  if (!by_votes(setup_.office.policy) || !random_.chance(100)) return false;
  auto choice = any_candidate(desk.state);
  if (random_.chance(100)) choice.reset();
  desk.propose(registry::vote{office_name, choice});
  return true;
}

bool simulated_standing::stands(standing::owner_id who) const {
  if (!who) return false;
  auto all = machine_->kept();
  return std::any_of(all.begin(), all.end(), [&](const auto& one) {
    return one.second.owner == who && !one.second.ending;
  });
}

void simulated_standing::stand(part_desk& desk, standing::owner_id& who) {
  if (!who) who = last_owner_ = last_owner_.next();
  askers_.insert(last_asker_ = last_asker_.next());
  feed(desk, standing::stand{last_asker_,
                             who,
                             office_name,
                             {setup_.office, static_cast<std::uint32_t>(random_.below(4)),
                              bytes(random_.below(setup_.padding_max + 1))}});
}

void simulated_standing::stop_standing(part_desk& desk, standing::owner_id& who) {
  if (random_.chance(300)) {
    feed(desk, standing::owner_ended{std::exchange(who, {})});
  } else {
    standing::wanted_successor successor;
    if (auto other = any_candidate(desk.state); other && random_.chance(500)) successor = *other;
    askers_.insert(last_asker_ = last_asker_.next());
    feed(desk, standing::resign{last_asker_, who, office_name, successor});
  }
  note_resigned();
}

/// What is ending comes back never.
void simulated_standing::note_resigned() {
  for (const auto& [holder, who] : machine_->kept())
    if (who.ending) seen_by_->standing.resigned(holder, now_);
}

void simulated_standing::answered(const std::vector<standing::asker_id>& askers) {
  for (auto asker : askers)
    if (askers_.erase(asker) == 0)
      seen_by_->report(violation_kind::misled_candidate, "an asker was answered twice");
}

/// After an error of its first `stand` an actor does not stand.
void simulated_standing::run(const standing::refuse_askers& fx) {
  answered(fx.askers);
  note_resigned();
}

void simulated_standing::singleton_ended(part_desk& desk) {
  runs_ = false;
  ends_at_ = never;
  desk.seen_by.standing.gone(setup_.number, singleton_name);
  feed(desk, standing::singleton_ended{singleton_name, "simulated"});
}

std::optional<candidate_id> simulated_standing::any_candidate(const registry::registry& state) {
  const auto* election = state.elections().find(office_name);
  if (election == nullptr) return std::nullopt;
  return election->candidates[random_.below(election->candidates.size())].id;
}

std::uint64_t simulated_standing::roles(const simulated_cells& cells) const {
  if (setup_.office.take_over) return 0;
  for (const auto& [owner, session] : in_office_)
    if (session == cells.session) return office_role;
  return 0;
}

void simulated_standing::run(part_desk& desk, const standing::propose_campaign& fx) {
  open_request about;
  if (fx.election == office_name && campaigned_.insert(fx.holder).second) {
    about.what = open_request::kind::stand;
    about.claim = claim_id{fx.holder.value};
    desk.seen_by.histories.stand(fx.holder, desk.now);
  }
  const auto& terms = fx.terms;
  registry::campaign what{fx.election, fx.holder, terms.rules, terms.weight, terms.data};
  auto asked = desk.propose(std::move(what), fx.patience, about);
  proposals_.emplace(asked.cookie, proposal{fx.holder, false});
}

void simulated_standing::run(part_desk& desk, const standing::propose_resign& fx) {
  auto asked = desk.propose(registry::resign{fx.election, fx.holder, fx.successor}, fx.patience);
  proposals_.emplace(asked.cookie, proposal{fx.holder, true});
}

void simulated_standing::run(part_desk& desk, const standing::tell_elected& fx) {
  auto session = desk.own_session();
  desk.seen_by.standing.elected(setup_.number, fx.election, session, fx.term,
                                setup_.office.take_over.has_value(), desk.now);
  in_office_[fx.owner] = session;
  for (const auto& [holder, who] : machine_->kept())
    if (who.owner == fx.owner && !who.ending) desk.seen_by.histories.won(holder, fx.term, desk.now);
}

void simulated_standing::run(const standing::tell_deposed& fx) {
  if (in_office_.erase(fx.owner) == 0)
    seen_by_->report(violation_kind::misled_candidate, "deposed who was not elected");
  seen_by_->standing.deposed(setup_.number, fx.election);
}

void simulated_standing::run(part_desk& desk, const standing::start_singleton& fx) {
  desk.seen_by.standing.started(setup_.number, fx.election, fx.session, desk.now);
  runs_ = true;
}

/// It ends behind what it is doing.
void simulated_standing::run(part_desk& desk, const standing::stop_singleton&) {
  ends_at_ = desk.local + random_.between(duration{1}, milliseconds{1500});
}

} // namespace ringleader::testkit
