// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/logging.hpp>

#include <algorithm>

namespace ringleader {

namespace {

// How often the lease and the pauses are looked at; a fraction of the lease margin.
constexpr auto look_interval = std::chrono::milliseconds{25};
constexpr duration pause_min = std::chrono::milliseconds{100};
constexpr duration pause_max = std::chrono::seconds{10};
// One candidate of each node and election.
constexpr holder_id own_candidate{1};

} // namespace

void singleton_specs::add(singleton_spec spec) {
  std::lock_guard<std::mutex> guard{mutex_};
  specs_.push_back(std::move(spec));
}

std::vector<singleton_spec> singleton_specs::all() const {
  std::lock_guard<std::mutex> guard{mutex_};
  return specs_;
}

leader_actor::leader_actor(caf::actor_config& cfg, node_context_ptr node,
                           std::shared_ptr<const singleton_specs> specs)
  : caf::event_based_actor(cfg), node_(std::move(node)), specs_(std::move(specs)) {}

void leader_actor::on_exit() { offices_.clear(); }

caf::behavior leader_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { singleton_down(down); });
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::leader});
  delayed_send(this, look_interval, wake{});
  return {
    [this](const registry_news& news) { take(news); },
    [this](wake) {
      delayed_send(this, look_interval, wake{});
      look();
    },
    [this](drain_all) -> caf::result<bool> {
      auto asker = make_response_promise();
      drain_waiters_.push_back(asker);
      for (auto& entry : offices_) end(entry.second);
      answer_drained();
      return asker;
    },
  };
}

void leader_actor::take(const registry_news& news) {
  if (!newest_.accept(news)) return;
  session_ = session_id{};
  for (auto& m : news.members->members)
    if (ringleader::alive(m) && m.boot.value == node_->membership.load()) session_ = m.session;
  if (news.state) {
    known_.clear();
    for (auto& [name, e] : news.state->elections().all())
      known_[name] = {name, e.term, e.winner, {}};
  }
  for (auto& ev : *news.events)
    if (auto* change = std::get_if<election_changed>(&ev)) known_[change->name] = *change;
  look();
}

void leader_actor::look() {
  for (auto& spec : specs_->all())
    if (offices_.count(spec.election) == 0) offices_[spec.election].spec = spec;
  for (auto& entry : offices_) look_at(entry.second);
}

void leader_actor::look_at(office& o) {
  auto known = known_.find(o.spec.election);
  if (known != known_.end()) {
    o.winner = known->second.winner;
    if (o.running && o.term != known->second.term) end(o);
    o.term = known->second.term;
  }
  auto elected = session_ && o.winner == candidate_id{session_, own_candidate};
  auto may_run = elected && !node_->leaving && node_->lease.valid(*node_->ports.clock, session_);
  if (session_ && o.stood_in != session_ && !node_->leaving) campaign(o);
  if (!may_run) return end(o);
  if (o.running || node_->now() < o.not_before) return;
  log::info(log::area::leader, "singleton started",
            {{"election", o.spec.election}, {"term", o.term}});
  o.running = o.spec.start(system(), leadership{o.spec.election, o.term}, node_->gate, session_);
  o.ending = false;
  node_->brood_of(child::leader).add(o.running);
  monitor(o.running);
}

void leader_actor::campaign(office& o) {
  auto log = node_->book.get(child::control_log);
  if (!log || o.campaigning) return;
  o.campaigning = true;
  registry::campaign command;
  command.election = o.spec.election;
  command.holder = own_candidate;
  request(log, caf::infinite, propose{std::move(command)})
    .then(
      [this, name = o.spec.election, session = session_](const proposal_outcome& answer) {
        auto& asked = offices_[name];
        asked.campaigning = false;
        if (auto* no = registry::refusal(answer.what)) {
          log::error(log::area::leader, no->message, {{"election", name}});
          if (no->code == errc::unknown_session) return;
        }
        asked.stood_in = session;
      },
      // Campaigning twice keeps the place, so the next look simply asks again.
      [this, name = o.spec.election](caf::error&) { offices_[name].campaigning = false; });
}

void leader_actor::end(office& o) {
  if (!o.running || o.ending) return;
  log::info(log::area::leader, "singleton stopped",
            {{"election", o.spec.election}, {"term", o.term}});
  o.ending = true;
  send_exit(o.running, caf::exit_reason::kill);
}

void leader_actor::answer_drained() {
  for (auto& entry : offices_)
    if (entry.second.running) return; // a successor may start when this is answered
  for (auto& waiter : drain_waiters_) waiter.deliver(true);
  drain_waiters_.clear();
}

void leader_actor::singleton_down(const caf::down_msg& down) {
  node_->brood_of(child::leader).remove(down.source.id());
  for (auto& entry : offices_) {
    auto& o = entry.second;
    if (!o.running || o.running.address() != down.source) continue;
    if (o.ending) {
      o.pause = duration{0};
    } else {
      o.pause = std::min(std::max(2 * o.pause, pause_min), pause_max);
      log::warn(log::area::leader, "singleton failed",
                {{"election", entry.first}, {"why", to_text(down.reason)}, {"pause", o.pause}});
    }
    o.not_before = node_->now() + o.pause;
    o.running = nullptr;
    o.ending = false;
  }
  answer_drained();
  look();
}

} // namespace ringleader
