// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_campaigns.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

constexpr auto election_name = client_histories::election_name;
constexpr auto singleton_name = "singleton";

std::optional<failure> refusal_in(const registry::outcome& what) {
  auto* no = registry::refusal(what);
  return no == nullptr ? std::nullopt : std::optional{failure{no->code, no->message}};
}

} // namespace

simulated_campaigns::simulated_campaigns(const part_setup& setup)
  : setup_(setup), random_(setup.seed) {
  // Who gives up early leaves much to take effect late.
  config_.patience_least = milliseconds{500};
  if (random_.chance(500)) config_.patience = milliseconds{1000};
}

void simulated_campaigns::began(part_desk& desk) {
  seen_by_ = &desk.seen_by;
  machine_.emplace(config_, desk.generation, kept_);
  members_.reset();
  lease_ = {};
  drained_ = false;
  singleton_options options;
  options.policy = election_policy::weight;
  options.take_over = milliseconds{4000};
  options.weight = static_cast<std::uint32_t>(setup_.number);
  feed(desk, campaigns::run_singleton{singleton_name, options});
  tell(desk, true, {});
}

/// A supervisor ends what the actor had started before the actor is made again.
void simulated_campaigns::ended() {
  for (const auto& fx : machine_->step(campaigns::end{}, local_)) {
    if (const auto* lost = std::get_if<campaigns::tell_lost>(&fx)) run(*lost);
    if (const auto* no = std::get_if<campaigns::refuse_askers>(&fx)) run(*no);
  }
  kept_ = machine_->kept();
  note_resigned();
  if (!askers_.empty())
    seen_by_->report(violation_kind::misled_candidate, "an asker was not answered");
  machine_.reset();
  proposals_.clear();
  askers_.clear();
  ends_at_ = never;
  if (std::exchange(runs_, false)) seen_by_->campaigns.gone(setup_.number, singleton_name);
}

void simulated_campaigns::forget() {
  kept_.clear();
  actors_ = {};
}

void simulated_campaigns::feed(part_desk& desk, const campaigns::event& what) {
  now_ = desk.now;
  local_ = desk.local;
  campaigns::lease_seen lease{desk.cells.session, desk.cells.lease_until};
  if (!(lease == lease_)) {
    lease_ = lease;
    run_all(desk, machine_->step(lease, desk.local));
  }
  run_all(desk, machine_->step(what, desk.local));
}

void simulated_campaigns::run_all(part_desk& desk, const campaigns::effects& all) {
  for (const auto& fx : all) std::visit([&](const auto& x) { run(desk, x); }, fx);
}

void simulated_campaigns::take(part_desk&, const view& members) {
  voters_.clear();
  names_.clear();
  for (const auto& m : members.members) {
    if (!alive(m)) continue;
    voters_.emplace(m.session, m.weight);
    names_.emplace(m.session, m.name);
  }
}

void simulated_campaigns::tell(part_desk& desk, bool whole,
                               const std::vector<registry::event>& events) {
  if (auto members = desk.state.view(); members != members_) {
    members_ = members;
    take(desk, *members);
  }
  campaigns::update told{desk.log.applied_index(), desk.own_session(), voters_, names_, {}, {}};
  if (whole)
    told.all =
      std::make_shared<const std::map<std::string, election>>(desk.state.elections().all());
  for (const auto& ev : events) {
    if (const auto* change = std::get_if<election_changed>(&ev)) told.events.emplace_back(*change);
    if (const auto* who = std::get_if<candidacy_changed>(&ev)) told.events.emplace_back(*who);
  }
  feed(desk, told);
}

void simulated_campaigns::saw(part_desk& desk, const std::vector<registry::event>& events,
                              bool anew) {
  tell(desk, anew, events);
}

void simulated_campaigns::concluded(part_desk& desk, const open_request& asked,
                                    const control::concluded& how) {
  auto at = proposals_.find(asked.cookie);
  if (at == proposals_.end()) return; // a vote
  auto [holder, resigns] = at->second;
  proposals_.erase(at);
  if (how.error.code != errc::none)
    feed(desk, campaigns::failed{holder, how.error});
  else if (resigns)
    feed(desk, campaigns::resigned{holder, refusal_in(how.what)});
  else
    feed(desk, campaigns::campaigned{holder, refusal_in(how.what)});
}

instant simulated_campaigns::next_deadline() const {
  return std::min(ends_at_, machine_->next_deadline());
}

void simulated_campaigns::tick(part_desk& desk) {
  if (desk.local >= ends_at_) singleton_ended(desk);
  feed(desk, campaigns::tick{});
}

void simulated_campaigns::leaving(part_desk& desk) {
  askers_.insert(last_asker_ = last_asker_.next());
  feed(desk, campaigns::drain{last_asker_});
  note_resigned();
}

void simulated_campaigns::run(part_desk&, const campaigns::answer_drained& fx) {
  answered(fx.askers);
  drained_ = true;
}

bool simulated_campaigns::work(part_desk& desk) {
  if (runs_ && ends_at_ == never && random_.chance(20)) singleton_ended(desk); // it fails
  auto& who = actors_[random_.chance(150) ? 1 : 0];
  auto is_campaigning = is_candidate(who);
  if (!is_campaigning && (&who == &actors_[0] || random_.chance(300))) {
    campaign(desk, who);
    return true;
  }
  if (is_campaigning && random_.chance(60)) {
    if (random_.chance(500))
      campaign(desk, who);
    else
      stop_campaign(desk, who);
    return true;
  }
  if (!by_votes(setup_.election.policy) || !random_.chance(100)) return false;
  auto choice = any_candidate(desk.state);
  if (random_.chance(100)) choice.reset();
  desk.propose(registry::vote{election_name, choice});
  return true;
}

bool simulated_campaigns::is_candidate(campaigns::owner_id who) const {
  if (!who) return false;
  auto all = machine_->kept();
  return std::any_of(all.begin(), all.end(), [&](const auto& one) {
    return one.second.owner == who && !one.second.ending;
  });
}

void simulated_campaigns::campaign(part_desk& desk, campaigns::owner_id& who) {
  if (!who) who = last_owner_ = last_owner_.next();
  askers_.insert(last_asker_ = last_asker_.next());
  feed(desk, campaigns::campaign{last_asker_,
                                 who,
                                 election_name,
                                 {setup_.election, static_cast<std::uint32_t>(random_.below(4)),
                                  bytes(random_.below(setup_.padding_max + 1))}});
}

void simulated_campaigns::stop_campaign(part_desk& desk, campaigns::owner_id& who) {
  if (random_.chance(300)) {
    feed(desk, campaigns::owner_ended{std::exchange(who, {})});
  } else {
    campaigns::wanted_successor successor;
    if (auto other = any_candidate(desk.state); other && random_.chance(500)) successor = *other;
    askers_.insert(last_asker_ = last_asker_.next());
    feed(desk, campaigns::resign{last_asker_, who, election_name, successor});
  }
  note_resigned();
}

/// What is ending comes back never.
void simulated_campaigns::note_resigned() {
  for (const auto& [holder, who] : machine_->kept())
    if (who.ending) seen_by_->campaigns.resigned(holder, now_);
}

void simulated_campaigns::answered(const std::vector<campaigns::asker_id>& askers) {
  for (auto asker : askers)
    if (askers_.erase(asker) == 0)
      seen_by_->report(violation_kind::misled_candidate, "an asker was answered twice");
}

/// After an error of its first `campaign` an actor does not campaign.
void simulated_campaigns::run(const campaigns::refuse_askers& fx) {
  answered(fx.askers);
  note_resigned();
}

void simulated_campaigns::singleton_ended(part_desk& desk) {
  runs_ = false;
  ends_at_ = never;
  desk.seen_by.campaigns.gone(setup_.number, singleton_name);
  feed(desk, campaigns::singleton_ended{singleton_name, "simulated"});
}

std::optional<candidate_id> simulated_campaigns::any_candidate(const registry::registry& state) {
  const auto* election = state.elections().find(election_name);
  if (election == nullptr) return std::nullopt;
  return election->candidates[random_.below(election->candidates.size())].id;
}

std::uint64_t simulated_campaigns::roles(const simulated_cells& cells) const {
  if (setup_.election.take_over) return 0;
  for (const auto& [owner, session] : leading_)
    if (session == cells.session) return leadership_role;
  return 0;
}

void simulated_campaigns::run(part_desk& desk, const campaigns::propose_campaign& fx) {
  open_request about;
  if (fx.election == election_name && campaigned_.insert(fx.holder).second) {
    about.what = open_request::kind::campaign;
    about.claim = claim_id{fx.holder.value};
    desk.seen_by.histories.campaign(fx.holder, desk.now);
  }
  const auto& terms = fx.terms;
  registry::campaign what{fx.election, fx.holder, terms.rules, terms.weight, terms.data};
  auto asked = desk.propose(std::move(what), fx.patience, about);
  proposals_.emplace(asked.cookie, proposal{fx.holder, false});
}

void simulated_campaigns::run(part_desk& desk, const campaigns::propose_resign& fx) {
  auto asked = desk.propose(registry::resign{fx.election, fx.holder, fx.successor}, fx.patience);
  proposals_.emplace(asked.cookie, proposal{fx.holder, true});
}

void simulated_campaigns::run(part_desk& desk, const campaigns::tell_gained& fx) {
  auto session = desk.own_session();
  desk.seen_by.campaigns.gained(setup_.number, fx.election, session, fx.term,
                                setup_.election.take_over.has_value(), desk.now);
  leading_[fx.owner] = session;
  for (const auto& [holder, who] : machine_->kept())
    if (who.owner == fx.owner && !who.ending) desk.seen_by.histories.won(holder, fx.term, desk.now);
}

void simulated_campaigns::run(const campaigns::tell_lost& fx) {
  if (leading_.erase(fx.owner) == 0)
    seen_by_->report(violation_kind::misled_candidate, "leadership_lost before leadership_gained");
  seen_by_->campaigns.lost(setup_.number, fx.election);
}

void simulated_campaigns::run(part_desk& desk, const campaigns::start_singleton& fx) {
  desk.seen_by.campaigns.started(setup_.number, fx.election, fx.session, desk.now);
  runs_ = true;
}

/// It ends behind what it is doing.
void simulated_campaigns::run(part_desk& desk, const campaigns::stop_singleton&) {
  ends_at_ = desk.local + random_.between(duration{1}, milliseconds{1500});
}

} // namespace ringleader::testkit
