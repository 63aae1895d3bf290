// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/forming.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::formation {

namespace {

/// The first configuration, if this store took part in it. Which one it was is not known any more
/// where a snapshot stands for the first entry; to others the cluster's id will do.
std::optional<configuration> first_of(const start_log& from, store_id self) {
  if (from.base) return configuration{from.base->members.cluster, {}, {}};
  if (from.log.empty()) return std::nullopt;
  auto first = configuration_of(from.log.front());
  if (!first || !first->has(self)) return std::nullopt;
  return *first;
}

/// Who opened the store has asked check_start() of it.
start_log log_of(const stored_state& stored) {
  start_log from;
  from.hard = stored.hard;
  for (auto& record : stored.records) {
    auto e = consensus::to_entry(record);
    EXPECTS(e.ok());
    from.log.push_back(std::move(*e));
  }
  if (!stored.snapshot) return from;
  auto base = consensus::to_snapshot(*stored.snapshot);
  EXPECTS(base.ok());
  from.base = std::make_shared<const consensus::snapshot>(std::move(*base));
  return from;
}

} // namespace

founding_config forming_config::founding() const {
  founding_config config;
  config.cluster_name = cluster_name;
  config.name = name;
  config.endpoint = to_string(advertise);
  config.founders = founders;
  if (config.founders.empty()) config.founders.push_back(config.endpoint);
  config.self = self;
  config.fresh_cluster = fresh_cluster;
  return config;
}

result<void> forming_config::validate(const field_names& called) const {
  if (founders.empty() && has_seeds) return {}; // it founds nothing
  auto config = founding();
  if (!config.fresh_cluster) config.fresh_cluster = cluster_id{1};
  return config.validate(called);
}

forming_effects forming::step(const forming_event& what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  out_.clear();
  std::visit([this](const auto& e) { on(e); }, what);
  ask_if_due();
  return std::exchange(out_, {});
}

instant forming::next_deadline() const {
  auto ask = is_asking() ? ask_at_ : never;
  return founding_ ? std::min(ask, founding_->next_deadline()) : ask;
}

void forming::on(const began& e) {
  auto from = log_of(e.stored);
  auto first = first_of(from, config_.self);
  cluster_ = e.stored.identity.cluster;
  // A learner of an existing cluster must not found another one with the same flags.
  if (cluster_ ? !config_.founders.empty() && first
               : !config_.founders.empty() || config_.is_alone())
    founding_.emplace(config_.founding(), first, now_);
  if (!cluster_) return feed(founding_tick{});
  emit(adopt_cluster{cluster_});
  start(std::move(from));
}

void forming::on(const founding_tick& e) { feed(e); }
void forming::on(const founding_received& e) { feed(e); }

void forming::on(const forming_stored& e) {
  if (e.id == founding_ticket_) feed(founding_stored{});
}

void forming::on(const peer_came& e) {
  if (e.role != peer_role::node) return; // tools know no cluster
  peers_[e.store] = e.advertise;
  feed(founding_tick{});
}

void forming::on(const peer_went& e) { peers_.erase(e.store); }

void forming::feed(const founding_event& what) {
  if (!founding_) return;
  for (auto& fx : founding_->step(what, now_)) match(fx, [this](auto& x) { follow(x); });
}

void forming::follow(const founding_send& fx) {
  for (auto& [store, at] : peers_)
    if (to_string(at) == fx.endpoint) emit(tell_founder{store, fx.what});
}

void forming::follow(const store_founding& fx) {
  founding_ticket_ = next_ticket();
  emit(store_cluster{founding_ticket_, fx.first.cluster, {consensus::founding_entry(fx.first)}});
}

void forming::follow(const founded& fx) {
  cluster_ = fx.first.cluster;
  emit(cluster_founded{cluster_, fx.first.voters.size()});
  emit(adopt_cluster{cluster_});
  start({consensus::founding_state(), {}, {consensus::founding_entry(fx.first)}, true});
}

void forming::follow(const join_as_learner& fx) {
  emit(refused_as_voter{fx.cluster, fx.endpoint});
  join(fx.cluster);
}

void forming::follow(const founding_refused& fx) { emit(fx); }

void forming::on(const join_answered& e) {
  if (!has_log_ && !founding_ && e.what.cluster) join(e.what.cluster);
}

void forming::join(cluster_id cluster) {
  cluster_ = cluster;
  // The own store must know its cluster before it takes the first entry of its log.
  emit(store_cluster{next_ticket(), cluster, {}});
  emit(adopt_cluster{cluster});
  emit(cluster_joined{cluster});
  start({});
}

void forming::start(start_log from) {
  EXPECTS(!has_log_ && cluster_);
  has_log_ = true;
  ask_at_ = std::max(ask_at_, now_ + leaderless_patience);
  emit(std::move(from));
}

void forming::on(const leader_known& e) {
  if (leader_ && !e.leader) ask_at_ = std::max(ask_at_, now_ + leaderless_patience);
  leader_ = e.leader;
}

bool forming::is_asking() const {
  auto may_found = founding_ && !has_log_;
  return !may_found && !leader_ && !peers_.empty();
}

void forming::ask_if_due() {
  if (!is_asking() || now_ < ask_at_) return;
  ask_at_ = now_ + ask_interval;
  for (auto& peer : peers_)
    emit(send_join_ask{peer.first, {config_.self, config_.name, config_.advertise, false}});
}

void forming::on(const join_asked& e) {
  if (!has_log_) return;
  // In its own name, or passed on by a node that was asked.
  if (!e.what.passed_on && e.what.store != e.from) return;
  if (!e.what.passed_on) emit(send_join_answer{e.from, {cluster_}});
  if (leader_ == config_.self) return emit(feed_learner{e.what.store, e.what.advertise});
  if (!leader_ || e.what.passed_on) return;
  auto pass = e.what;
  pass.passed_on = true;
  emit(send_join_ask{leader_, std::move(pass)});
}

} // namespace ringleader::formation
