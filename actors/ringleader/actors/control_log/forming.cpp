// SPDX-License-Identifier: BSD-3-Clause
// What the forming machine wants done, and the settings of both machines.
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/options/configure.hpp>

namespace ringleader {

control::control_config control_log::settings() const {
  auto config = node_->configuration->control;
  config.raft.cluster = node_->cluster_now();
  config.raft.seed = node_->ports.entropy->next();
  return config;
}

formation::forming_config control_log::forming_settings() const {
  auto config = node_->configuration->forming;
  config.fresh_cluster = cluster_id{node_->ports.entropy->next()};
  return config;
}

void control_log::feed(const formation::forming_event& what) {
  for (auto& fx : forming_->step(what, node_->now())) match(fx, [this](auto& e) { run(e); });
  arm();
}

void control_log::run(const formation::store_cluster& fx) {
  store_write batch;
  batch.id = fx.id;
  batch.cluster = fx.cluster;
  if (!fx.first.empty()) batch.hard = consensus::founding_state();
  for (auto& e : fx.first) batch.append.push_back(consensus::to_record(e));
  write(std::move(batch));
}

void control_log::run(const formation::adopt_cluster& fx) {
  node_->cluster.store(fx.cluster.value);
  node_->out.set_cluster(fx.cluster);
}

void control_log::run(formation::start_log& fx) {
  auto from = control::starting_from(fx.hard, fx.base, std::move(fx.log));
  if (!from) {
    log::error(log::area::raft, "a snapshot of the registry cannot be read",
               {{"index", fx.base->index}, {"why", from.error().message}});
    return quit(make_error(from.error()));
  }
  from->founding = fx.founding;
  machine_.emplace(settings(), stream_id{generation_}, std::move(*from), node_->now());
  publish({});
}

void control_log::run(const formation::tell_founder& fx) {
  node_->out.send_message(fx.to, lane::system, channel::founding, fx.what);
}

void control_log::run(const formation::send_join_ask& fx) {
  node_->out.send_message(fx.to, lane::system, channel::joining, wire::joining{false, fx.what, {}});
}

void control_log::run(const formation::send_join_answer& fx) {
  node_->out.send_message(fx.to, lane::system, channel::joining, wire::joining{true, {}, fx.what});
}

void control_log::run(const formation::feed_learner& fx) {
  node_->out.link(fx.advertise);
  step(control::feed{fx.learner});
}

void control_log::run(const formation::cluster_founded& fx) {
  log::info(log::area::raft, "cluster founded",
            {{"cluster", to_hex(fx.cluster)}, {"voters", fx.voters}});
}

void control_log::run(const formation::cluster_joined& fx) {
  log::info(log::area::raft, "joining a cluster", {{"cluster", to_hex(fx.cluster)}});
}

void control_log::run(const formation::refused_as_voter& fx) {
  log::error(log::area::raft,
             "the data directory is empty, but the cluster exists: this store is refused as a "
             "voter and joins as a learner; if the disk was lost, that is right, otherwise stop "
             "and give the node its --data-dir back",
             {{"cluster", to_hex(fx.cluster)}, {"store", to_hex(node_->store)}, {"says", fx.says}});
}

void control_log::run(const formation::founding_refused& fx) {
  log::error(log::area::raft, fx.why, {});
}

} // namespace ringleader
