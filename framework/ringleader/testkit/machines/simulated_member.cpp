// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/client_histories.hpp>
#include <ringleader/testkit/machines/simulated_member.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

constexpr auto office_name = client_histories::office_name;
constexpr auto watched_name = client_histories::lock_name;
constexpr std::size_t locks = 4;
constexpr std::uint64_t members_max = 64;

} // namespace

simulated_member::simulated_member(std::size_t number, const registry::cluster_settings& own,
                                   const load_options& load, std::uint64_t seed)
  : number_(number), own_(own), load_(load), random_(seed), lease_(own.sessions()) {}

void simulated_member::began(boot_id boot, store_id store) {
  ended();
  boot_ = boot;
  store_ = store;
}

void simulated_member::ended() {
  lose_session({});
  open_.clear();
}

void simulated_member::lose_session(boot_id fresh_boot) {
  boot_ = fresh_boot;
  session_ = {};
  candidate_ = {};
  in_office_.reset();
  lease_.reset();
  held_.clear();
  waiting_.clear();
  drained_.clear();
  moves_ = false;
  serves_ = 0;
}

registry::join simulated_member::joining() const {
  registry::join who;
  who.boot = boot_;
  who.name = "node" + std::to_string(number_);
  who.advertise = {"10.0.0." + std::to_string(number_ + 1), 4711};
  who.store = store_;
  // The lock file lives as long as the directory: a restart replaces its former self at once.
  who.host_boot = "host" + std::to_string(number_);
  who.lock_file = {1, store_.value};
  who.own = own_;
  if (load_.office.policy == election_policy::weighted_votes)
    who.weight = static_cast<std::uint32_t>(500 * (1 + number_ % 3));
  return who;
}

std::optional<std::pair<control::event, open_request>>
simulated_member::act(const registry::registry& state) {
  open_request asked;
  auto ask = [&](control::event what) { return std::make_pair(std::move(what), asked); };
  asked.cookie = last_cookie_ + 1;
  if (!session_) {
    if (!open_.empty()) return std::nullopt;
    asked.what = open_request::kind::join;
    ++last_cookie_;
    return ask(control::submit_join{asked.cookie, joining()});
  }
  if (moves_)
    if (auto what = drain(state)) {
      ++last_cookie_;
      return ask(control::submit{asked.cookie, session_, std::move(*what), load_.patience});
    }
  if (burst_ == 0 || open_.size() >= load_.window) return std::nullopt;
  --burst_;
  ++last_cookie_;
  adopt(state);
  if (random_.chance(load_.reads)) {
    asked.what = open_request::kind::read;
    return ask(control::read{asked.cookie});
  }
  auto what = next_command(asked, state);
  return ask(control::submit{asked.cookie, session_, std::move(what), load_.patience});
}

/// What it drains it serves no more, from before the command leaves.
std::optional<registry::drained> simulated_member::drain(const registry::registry& state) {
  moves_ = false;
  registry::drained what;
  const auto& entries = state.table()->entries;
  for (std::uint32_t p = 0; p < entries.size(); ++p) {
    if (entries[p].owner != session_ || !entries[p].move) continue;
    auto known = std::make_pair(p, entries[p].move->id);
    if (std::find(drained_.begin(), drained_.end(), known) != drained_.end()) continue;
    drained_.push_back(known);
    what.moves.push_back({partition_id{p}, entries[p].epoch, entries[p].move->id});
  }
  if (what.moves.empty()) return std::nullopt;
  look(state);
  return what;
}

registry::command simulated_member::next_command(open_request& asked,
                                                 const registry::registry& state) {
  if (!candidate_ || random_.chance(40)) return next_of_office(asked, state);
  if (by_votes(load_.office.policy) && random_.chance(100)) {
    auto choice = any_candidate(state);
    if (random_.chance(100)) choice.reset();
    return registry::vote{office_name, choice};
  }
  if (!held_.empty() && random_.chance(700)) {
    auto lock = held_.back();
    held_.pop_back();
    asked.what = open_request::kind::release;
    asked.claim = lock.claim;
    asked.watched = lock.watched;
    return registry::release_lock{lock.claim, lock.token};
  }
  if (!waiting_.empty() && random_.chance(300)) {
    asked.what = open_request::kind::cancel;
    asked.claim = waiting_.front().claim;
    asked.watched = waiting_.front().watched;
    waiting_.erase(waiting_.begin());
    return registry::cancel_lock{asked.claim};
  }
  asked.what = open_request::kind::acquire;
  auto wanted = acquire();
  asked.claim = wanted.claim;
  asked.watched = wanted.wants.front().name == watched_name;
  return wanted;
}

/// Stands, stands again with another weight, or resigns; an office that is to be given up is not
/// served from before the command leaves. Each candidacy has a number of its own.
registry::command simulated_member::next_of_office(open_request& asked,
                                                   const registry::registry& state) {
  if (candidate_ && random_.chance(500)) {
    auto before = std::exchange(candidate_, {});
    in_office_.reset();
    serves_ &= ~office;
    auto successor = any_candidate(state);
    if (random_.chance(500)) successor.reset();
    return registry::resign{office_name, before, successor};
  }
  if (!candidate_) {
    candidate_ = holder_id{++last_claim_ * members_max + number_};
    asked.what = open_request::kind::stand;
    asked.claim = claim_id{candidate_.value};
  }
  return registry::campaign{office_name, candidate_, load_.office, weight(),
                            bytes(random_.below(load_.padding_max + 1))};
}

std::optional<candidate_id> simulated_member::any_candidate(const registry::registry& state) {
  const auto* election = state.elections().find(office_name);
  if (election == nullptr) return std::nullopt;
  return election->candidates[random_.below(election->candidates.size())].id;
}

std::uint32_t simulated_member::weight() { return static_cast<std::uint32_t>(random_.below(4)); }

registry::acquire_lock simulated_member::acquire() {
  registry::acquire_lock wanted;
  wanted.claim = claim_id{++last_claim_ * members_max + number_};
  // Mostly a thread of work of its own; else one that may hold something already.
  wanted.holder = holder_id{random_.chance(300) ? number_ + 1 : wanted.claim.value};
  wanted.wait = random_.chance(500);
  auto which = random_.below(locks);
  auto name = "lock" + std::to_string(which);
  if (which == locks - 1)
    wanted.wants = {
      {name, lock_mode::permits, static_cast<std::uint32_t>(1 + wanted.claim.value % 2), 3}};
  else if (which == locks - 2 && last_claim_ % 3 != 0)
    wanted.wants = {{name, lock_mode::shared, 0, 0}};
  else
    wanted.wants = {{name, lock_mode::exclusive, 0, 0}};
  if (which == 1 && last_claim_ % 2 == 0)
    wanted.wants.push_back({"lock2", lock_mode::exclusive, 0, 0});
  if (random_.chance(load_.leased)) wanted.lease = std::chrono::seconds{2};
  // A delay shorter than the waits of a run, so that names come back within it.
  wanted.fenced = which == 0 || last_claim_ % 2 == 0;
  if (!wanted.fenced) wanted.delay = std::chrono::seconds{1};
  return wanted;
}

bool simulated_member::knows(claim_id claim) const {
  auto is_it = [&](const auto& one) { return one.claim == claim; };
  return std::any_of(open_.begin(), open_.end(), is_it) ||
         std::any_of(held_.begin(), held_.end(), is_it) ||
         std::any_of(waiting_.begin(), waiting_.end(), is_it);
}

void simulated_member::adopt(const registry::registry& state) {
  const auto& book = state.locks().book();
  for (const auto& [claim, place] : book.claims_of(session_)) {
    if (knows(claim)) continue;
    if (place.token)
      hold(claim, place.token, book.hold(place.token)->wants.front().name == watched_name);
    else
      waiting_.push_back({claim, book.request(place.arrival).wants.front().name == watched_name});
  }
}

void simulated_member::hold(claim_id claim, fencing_token token, bool watched) {
  held_.push_back({claim, token, watched});
  if (watched) news_.push_back(held_.back());
}

void simulated_member::rush() {
  rushes_ = true;
  load_.window = 900; // the registry remembers 1,024
  load_.patience = std::chrono::minutes{1};
  load_.reads = 0;
}

duration simulated_member::rest() {
  burst_ = rushes_ ? 1 : load_.window;
  return random_.between(std::chrono::milliseconds{1}, load_.think_max);
}

std::optional<open_request> simulated_member::close(std::uint64_t cookie) {
  auto at = std::find_if(open_.begin(), open_.end(),
                         [&](const open_request& r) { return r.cookie == cookie; });
  if (at == open_.end()) return std::nullopt;
  auto asked = *at;
  open_.erase(at);
  return asked;
}

bool simulated_member::concluded(const open_request& asked, const control::concluded& how,
                                 const registry::registry& state, boot_id fresh_boot) {
  if (how.error.code != errc::none) return false;
  if (asked.what == open_request::kind::acquire) {
    if (std::holds_alternative<registry::queued>(how.what))
      waiting_.push_back({asked.claim, asked.watched});
  }
  auto is_grant =
    asked.what == open_request::kind::acquire || asked.what == open_request::kind::cancel;
  if (auto* grant = std::get_if<registry::granted>(&how.what); grant != nullptr && is_grant) {
    auto stands = state.locks().standing({session_, asked.claim});
    if (stands && stands->token == grant->token) hold(asked.claim, grant->token, asked.watched);
  }
  if (asked.what != open_request::kind::join) return false;
  if (auto* joined = std::get_if<registry::joined>(&how.what)) {
    if (state.session_open(joined->session)) {
      session_ = joined->session;
      look(state);
      return true;
    }
    boot_ = fresh_boot; // it ended before this node knew of it
  } else if (auto* no = registry::refusal(how.what); no && no->code == errc::unknown_session) {
    boot_ = fresh_boot;
  }
  return false;
}

bool simulated_member::saw(const registry::registry& state, boot_id fresh_boot) {
  if (session_ && !state.session_open(session_)) {
    lose_session(fresh_boot);
    return true;
  }
  look(state);
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    auto stands = state.locks().standing({session_, it->claim});
    if (stands && stands->position > 0) {
      ++it;
      continue;
    }
    if (stands && stands->token) hold(it->claim, stands->token, it->watched);
    it = waiting_.erase(it);
  }
  return moves_;
}

void simulated_member::look(const registry::registry& state) {
  serves_ = 0;
  moves_ = false;
  if (!session_) return;
  const auto& entries = state.table()->entries;
  for (std::uint32_t p = 0; p < entries.size(); ++p) {
    if (entries[p].owner != session_) continue;
    auto is_drained =
      entries[p].move && std::find(drained_.begin(), drained_.end(),
                                   std::make_pair(p, entries[p].move->id)) != drained_.end();
    if (!is_drained) serves_ |= std::uint64_t{1} << p;
    if (entries[p].move && !is_drained) moves_ = true;
  }
  in_office_.reset();
  auto* election = state.elections().find(office_name);
  if (!candidate_ || election == nullptr) return;
  if (election->winner != candidate_id{session_, candidate_}) return;
  if (!load_.office.take_over) serves_ |= office;
  in_office_ = {candidate_, election->term};
}

std::optional<control::renew> simulated_member::renew(instant local) {
  if (!session_) return std::nullopt;
  ++last_renewal_;
  lease_.renewal_sent(renewal_id{last_renewal_}, local);
  return control::renew{store_id{}, session_, last_renewal_};
}

void simulated_member::renewed(session_id session, std::uint64_t id, instant local) {
  if (session && session == session_) lease_.renewal_answered(renewal_id{id}, local);
}

} // namespace ringleader::testkit
