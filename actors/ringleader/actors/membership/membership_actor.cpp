// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/membership/membership_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto tick_interval = std::chrono::milliseconds{50};
constexpr auto complain_interval = std::chrono::seconds{5};

} // namespace

membership_actor::membership_actor(caf::actor_config& cfg, node_context_ptr node,
                                   std::shared_ptr<view_listeners> listeners,
                                   std::function<void(const failure&)> on_refused)
  : control_actor(cfg, std::move(node)), listeners_(std::move(listeners)),
    on_refused_(std::move(on_refused)), view_(std::make_shared<const view>()),
    lease_(node_->settings().sessions()), join_pause_(node_->options.election_timeout) {}

void membership_actor::on_exit() {
  node_->lease.clear(); // a rebuilt lease keeper has no lease until a renewal is answered
  on_refused_ = nullptr;
}

caf::behavior membership_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { listener_down(down); });
  node_->lease.clear();
  for (auto& listener : listeners_->all()) monitor(listener);
  if (node_->membership.load() == 0) node_->membership.store(node_->ports.entropy->next());
  started_ = complained_at_ = node_->now();
  link_configured();
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::members});
  delayed_send(this, tick_interval, wake{});
  return {
    [this](const registry_news& news) { take(news); },
    [this](const renew_answer& answer) { answered(answer); },
    [this](wake) {
      delayed_send(this, tick_interval, wake{});
      tick();
    },
    [this](const subscribe& who) {
      monitor(who.listener);
      listeners_->add(who.listener);
      caf::anon_send(who.listener, *view_);
    },
    [this](get_view) { return *view_; },
    [this](leave_request) -> caf::result<bool> {
      auto asker = make_response_promise();
      leave(asker);
      return asker;
    },
    [this](announce_nudge) { announce_types(); },
    [this](relink) {
      link_configured();
      linked_.clear();
      link_members();
    },
  };
}

void membership_actor::listener_down(const caf::down_msg& down) { listeners_->remove(down.source); }

void membership_actor::take(const registry_news& news) {
  if (!newest_.accept(news)) return;
  auto& owned = news.table->entries;
  depends_ = news.votes || std::any_of(owned.begin(), owned.end(), [&](const partition_entry& e) {
               return session_ && e.owner == session_;
             });
  auto newer = news.members->version != view_->version || news.reset;
  view_ = news.members;
  if (newer) {
    link_members();
    for (auto& listener : listeners_->all()) caf::anon_send(listener, *view_);
  }
  if (auto own = session_of(*view_, boot_id{node_->membership.load()})) {
    if (session_ != own) adopt(own);
    return;
  }
  if (!session_) return;
  // The log says that this life as a member is over; everything it ran is stopped by its owners,
  // who see the same news, and the node starts another life.
  if (!node_->leaving)
    log::warn(log::area::membership, "the session ended", {{"session", session_}});
  session_ = session_id{};
  lease_.reset();
  node_->lease.clear();
  node_->membership.store(node_->ports.entropy->next());
}

void membership_actor::adopt(session_id session) {
  session_ = session;
  ever_joined_ = true;
  join_pause_ = node_->options.election_timeout;
  lease_.reset();
  announced_.clear();
  node_->lease.set(session_, instant::min()); // opening gives no lease
  log::info(log::area::membership, "session opened", {{"session", session_}});
  renew();
  announce_types();
}

void membership_actor::link_configured() {
  for (auto& e : node_->options.founders) node_->out.link(e);
  for (auto& e : node_->options.seeds) node_->out.link(e);
}

void membership_actor::link_members() {
  std::set<endpoint> wanted;
  for (auto& m : view_->members)
    if (ringleader::alive(m) && m.store != node_->store) wanted.insert(m.advertise);
  for (auto& e : wanted)
    if (linked_.count(e) == 0) node_->out.link(e);
  for (auto& e : linked_) {
    if (wanted.count(e) != 0) continue;
    auto& founders = node_->options.founders;
    auto& seeds = node_->options.seeds;
    auto keep = std::find(founders.begin(), founders.end(), e) != founders.end() ||
                std::find(seeds.begin(), seeds.end(), e) != seeds.end();
    if (!keep) node_->out.unlink(e);
  }
  linked_ = std::move(wanted);
}

void membership_actor::tick() {
  auto now = node_->now();
  if (session_) {
    if (now >= renew_at_) renew();
    if (node_->departing) depart();
    return;
  }
  if (node_->leaving) return;
  join();
  auto timeout = node_->options.join_timeout;
  auto joiner = !node_->options.seeds.empty() && !node_->cluster_now();
  auto too_late = joiner && !ever_joined_ && timeout > duration{0} && now - started_ >= timeout;
  if (now - complained_at_ < complain_interval && !too_late) return;
  complained_at_ = now;
  auto why = last_refusal_.code == errc::none
               ? failure{errc::unreachable, "no control leader is known yet"}
               : last_refusal_;
  log::warn(log::area::membership, "still joining",
            {{"for", now - started_}, {"why", to_string(why)}});
  if (!too_late) return;
  started_ = now; // said once: the node is about to end
  on_refused_({errc::unreachable, "could not join within " + to_string(timeout) + ": " +
                                    to_string(why) + "; check --seeds"});
}

void membership_actor::join() {
  auto log = node_->book.get(child::control_log);
  if (joining_ || !log || node_->now() < join_at_) return;
  joining_ = true;
  // Every join is an entry of the log: those that are refused come ever slower.
  join_at_ = node_->now() + join_pause_;
  registry::join who;
  who.boot = boot_id{node_->membership.load()};
  who.name = node_->name;
  who.advertise = node_->advertise;
  who.store = node_->store;
  who.roles = {node_->options.roles.begin(), node_->options.roles.end()};
  who.zone = node_->options.zone;
  who.weight = node_->options.weight;
  who.app_version = node_->options.app_version;
  who.host_boot = node_->ports.host_boot;
  who.lock_file = node_->lock_file;
  who.own = node_->settings();
  request(log, caf::infinite, propose_join{std::move(who)})
    .then(
      [this](const proposal_outcome& answer) {
        if (auto* no = registry::refusal(answer.what)) {
          join_refused({no->code, no->message}, no->retry);
          return;
        }
        joining_ = false; // the view brings the session
      },
      [this](caf::error& err) {
        joining_ = false;
        if (code_of(err) != errc::none) last_refusal_ = {code_of(err), to_text(err)};
      });
}

void membership_actor::join_refused(const failure& why, bool retry) {
  if (last_refusal_.message != why.message)
    log::warn(log::area::membership, "the join was refused", {{"why", why.message}});
  last_refusal_ = why;
  if (why.code == errc::unknown_session) {
    // An echo of a life that is over: the next one has a new membership id.
    node_->membership.store(node_->ports.entropy->next());
  } else if (!retry) {
    on_refused_(why);
    return;
  }
  join_pause_ = std::min(2 * join_pause_, node_->options.session_ttl);
  join_at_ = node_->now() + join_pause_;
  joining_ = false;
}

void membership_actor::renew() {
  auto now = node_->now();
  renew_at_ = now + node_->settings().sessions().renewal_interval();
  auto log = node_->book.get(child::control_log);
  if (!log) return;
  // Larger than every number of an earlier generation, whose late answers must mean nothing here.
  last_renewal_ = std::max(last_renewal_.next(),
                           renewal_id{static_cast<std::uint64_t>(now.time_since_epoch().count())});
  lease_.renewal_sent(last_renewal_, now);
  send(log, renew_request{session_, last_renewal_.value});
}

void membership_actor::answered(const renew_answer& answer) {
  if (answer.session != session_ || node_->leaving) return;
  auto had_lease = node_->lease.valid(*node_->ports.clock, session_);
  lease_.renewal_answered(renewal_id{answer.id}, node_->now());
  node_->lease.set(session_, lease_.valid_until());
  if (had_lease || !node_->lease.valid(*node_->ports.clock, session_)) return;
  if (auto leader = node_->book.get(child::leader)) send(leader, lease_begun{});
}

void membership_actor::announce_types() {
  auto log = node_->book.get(child::control_log);
  if (!session_ || !log) return;
  for (auto& type : node_->definitions.all()) {
    auto hosts = static_cast<bool>(type->start);
    auto known = announced_.find(type->name);
    if (known != announced_.end() && known->second == hosts) continue;
    announced_[type->name] = hosts;
    request(log, caf::infinite,
            propose{registry::announce_type{type->name, type->signature, hosts}})
      .then(
        [name = type->name](const proposal_outcome& answer) {
          if (auto* no = registry::refusal(answer.what))
            log::error(log::area::entities, no->message, {{"type", name}});
        },
        [this, name = type->name](caf::error&) { announced_.erase(name); });
  }
}

// For good: first its votes and its partitions go to others, then it may stop.
void membership_actor::depart() {
  auto log = node_->book.get(child::control_log);
  auto* own = find(*view_, session_);
  if (own == nullptr || !log) return;
  if (own->state == member_state::leaving) {
    if (!depends_) node_->departed = true;
    return;
  }
  if (node_->now() < depart_at_) return;
  depart_at_ = node_->now() + complain_interval;
  log::info(log::area::membership, "leaving for good");
  request(log, caf::infinite, propose{registry::begin_leave{}})
    .then([](const proposal_outcome&) {}, [this](caf::error&) { depart_at_ = {}; });
}

void membership_actor::leave(caf::response_promise asker) {
  // From here on nothing is delivered in the name of the session, so that its partitions may have
  // new owners in the very entry that ends it.
  node_->leaving = true;
  node_->lease.set(session_, instant::min());
  auto log = node_->book.get(child::control_log);
  if (!session_ || !log) {
    asker.deliver(true);
    return;
  }
  request(log, caf::infinite, propose{registry::leave{}})
    .then([asker](const proposal_outcome&) mutable { asker.deliver(true); },
          [asker](caf::error& err) mutable { asker.deliver(err); });
}

} // namespace ringleader
