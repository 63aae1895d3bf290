// SPDX-License-Identifier: BSD-3-Clause
// News, time, and who asks.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/contract/errors.hpp>

#include <algorithm>

namespace ringleader {

namespace {

// A leave waits so long for the log to take the resignations; it ends the session in any case.
constexpr auto drain_time = std::chrono::seconds{2};

} // namespace

leader_actor::leader_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
                           std::shared_ptr<kept_elections> kept)
  : caf::event_based_actor(cfg), node_(std::move(node)), generation_(generation),
    kept_(std::move(kept)) {}

void leader_actor::on_exit() {
  auto anew = make_error(errc::outcome_unknown, "the election manager starts anew");
  for (auto& [holder, c] : candidacies_) {
    // Nobody watches the lease until the successor does.
    tell_deposed(c, deposition::rebuilt);
    // Who is answered with an error does not stand.
    if (!c.who.agreed && c.who.owner) c.who.ending = true;
    save(holder, c);
    answer_all(c.standers, anew);
    answer_all(c.resigners, anew);
  }
  answer_all(drain_waiters_, anew);
  candidacies_.clear();
  offices_.clear();
}

caf::behavior leader_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& whom) { down(whom); });
  adopt();
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::leader});
  return {
    [this](const registry_news& news) { take(news); },
    [this](const lease_begun&) { look(); },
    [this](const singleton_added&) { look(); },
    [this](wake w) {
      if (timer_.rang(w)) look();
    },
    [this](const stand& what) { return accept(what); },
    [this](const resign& what) { return accept(what); },
    [this](const vote& what) { return accept(what); },
    [this](const observe& what) { return accept(what); },
    [this](const unobserve& what) { accept(what); },
    [this](const inspect_election& what) { return accept(what); },
    [this](const list_elections& what) { return accept(what); },
    [this](drain_all) { return drain(); },
  };
}

void leader_actor::take(const registry_news& news) {
  if (!newest_.accept(news)) {
    stale_ = true;
    return;
  }
  members_ = news.members;
  session_ = session_of(*members_, boot_id{node_->membership.load()});
  names_.clear();
  electorate voters;
  for (auto& m : members_->members) {
    if (!ringleader::alive(m)) continue;
    names_.emplace(m.session, m.name);
    voters.emplace(m.session, m.weight);
  }
  if (news.state) {
    mirror_.reset(news.state->elections().all(), voters, names_);
    stale_ = false;
    knows_ = true;
    publish_states();
    for (auto& known : mirror_.all()) disown(known.second);
  } else if (stale_ || !knows_) {
    if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::leader});
  } else {
    std::set<std::string> touched;
    auto told = [&](const auto& ev) {
      touched.insert(ev.name);
      publish(mirror_.take(ev, names_));
    };
    for (auto& ev : *news.events) {
      if (auto* changed = std::get_if<election_changed>(&ev)) told(*changed);
      if (auto* changed = std::get_if<candidacy_changed>(&ev)) told(*changed);
    }
    for (auto& name : touched)
      if (auto* state = mirror_.find(name)) disown(*state);
  }
  look();
}

void leader_actor::look() {
  if (knows_) {
    open_offices();
    // All of them before anybody here is elected in their place.
    for (auto& [holder, c] : candidacies_) depose(holder, c);
  }
  for (auto& entry : offices_) look_at(entry.second);
  for (auto at = candidacies_.begin(); at != candidacies_.end();) {
    auto& c = at->second;
    if (knows_) {
      elect(at->first, c);
      pursue(at->first, c);
      answer(at->first, c);
    }
    if (node_->now() >= c.give_up_at && !c.asking) give_up(c);
    at = is_over(c) ? forget(at) : std::next(at);
  }
  answer_drained();
  arm();
}

instant leader_actor::next_look() const {
  auto now = node_->now();
  auto next = never;
  auto consider = [&](instant at) {
    if (at > now) next = std::min(next, at);
  };
  bool in_office = false;
  for (auto& [holder, c] : candidacies_) {
    in_office = in_office || c.who.told;
    consider(c.give_up_at);
    if (session_ && !c.asking && (c.who.ending || !agrees(c))) consider(c.retry_at);
  }
  for (auto& entry : offices_) {
    auto& o = entry.second;
    in_office = in_office || o.running;
    consider(o.not_before);
    if (o.running && o.spec.options.take_over) consider(o.since + *o.spec.options.take_over);
  }
  if (in_office) consider(node_->lease.until());
  if (!drain_waiters_.empty()) consider(drain_until_);
  return next;
}

void leader_actor::arm() { timer_.arm(this, next_look(), node_->now()); }

caf::result<bool> leader_actor::drain() {
  auto asker = make_response_promise();
  drain_waiters_.push_back(asker);
  draining_ = true;
  drain_until_ = node_->now() + drain_time;
  for (auto& [holder, c] : candidacies_)
    if (c.who.owner) end(c, deposition::leaving);
  for (auto& entry : offices_) stop(entry.second);
  look();
  return asker;
}

void leader_actor::answer_drained() {
  if (drain_waiters_.empty()) return;
  for (auto& entry : offices_)
    if (entry.second.running) return; // a successor may start when this is answered
  if (knows_ && !candidacies_.empty() && node_->now() < drain_until_) return;
  answer_all(drain_waiters_, true);
}

// An actor may stand and observe in many elections; demonitor would forget all of them at once.
void leader_actor::watch(const caf::actor_addr& whom) {
  if (whom && watched_.insert(whom).second) monitor(whom);
}

void leader_actor::down(const caf::down_msg& whom) {
  watched_.erase(whom.source);
  if (kept_->listeners.remove(whom.source)) forget_numbers();
  for (auto& [holder, c] : candidacies_)
    if (c.who.owner == whom.source) end(c, deposition::resigned);
  for (auto& entry : offices_)
    if (entry.second.running && entry.second.running.address() == whom.source)
      singleton_down(entry.second, whom.reason);
  look();
}

} // namespace ringleader
