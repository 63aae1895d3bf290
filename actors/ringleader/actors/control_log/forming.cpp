// SPDX-License-Identifier: BSD-3-Clause
// How a node with an empty store comes to have a log: it founds a cluster with the others on its
// list, or asks a member to be fed.
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

void control_log::start_forming() {
  auto now = node_->now();
  auto& stored = opened_->state;
  std::vector<consensus::entry> log;
  for (auto& record : stored.records) {
    auto e = consensus::to_entry(record);
    EXPECTS(e.ok()); // the store has verified every record of this release
    log.push_back(std::move(*e));
  }
  std::optional<consensus::configuration> first;
  consensus::snapshot_ptr base;
  if (stored.snapshot) {
    auto read = consensus::to_snapshot(*stored.snapshot);
    EXPECTS(read.ok());
    base = std::make_shared<const consensus::snapshot>(std::move(*read));
    // Which configuration was the first is not known any more; to others the cluster's id will do.
    first.emplace();
    first->cluster = base->members.cluster;
  } else if (!log.empty() && log.front().kind == consensus::entry_kind::configuration)
    if (auto c = consensus::configuration_of(log.front()); c && c->has(node_->store)) first = *c;

  auto config = node_->configuration->founding;
  auto alone_before = node_->options.alone() && stored.identity.cluster;
  if (!config.founders.empty() && !alone_before) {
    config.fresh_cluster = cluster_id{node_->ports.entropy->next()};
    // A learner of an existing cluster must not found another one with the same flags.
    if (!stored.identity.cluster || first) founding_.emplace(config, first, now);
  }
  if (stored.identity.cluster) {
    adopt(stored.identity.cluster);
    auto start = control::starting_from(stored.hard, base, std::move(log));
    if (!start) {
      log::error(log::area::raft, "a snapshot of the registry cannot be read",
                 {{"index", base->index}, {"why", start.error().message}});
      return quit(make_error(start.error()));
    }
    start_machine(std::move(*start));
  } else if (founding_) {
    feed(formation::founding_tick{});
  }
}

void control_log::feed(const formation::founding_event& what) {
  if (!founding_) return;
  for (auto& fx : founding_->step(what, node_->now())) match(fx, [this](auto& e) { run(e); });
}

void control_log::run(const formation::founding_send& fx) {
  for (auto& peer : peers_)
    if (to_string(peer.second.advertise) == fx.endpoint)
      node_->out.send_message(peer.first, lane::system, channel::founding, fx.what);
}

void control_log::run(const formation::store_founding& fx) {
  store_write batch;
  batch.id = ticket{++tickets_used_};
  batch.cluster = fx.first.cluster;
  batch.hard = consensus::founding_state();
  batch.append.push_back(consensus::to_record(consensus::founding_entry(fx.first)));
  founding_ticket_ = batch.id;
  write(std::move(batch));
}

void control_log::run(const formation::founded& fx) {
  if (machine_) return; // a restarted founder that only answers others
  log::info(log::area::raft, "cluster founded",
            {{"cluster", to_hex(fx.first.cluster)}, {"voters", fx.first.voters.size()}});
  adopt(fx.first.cluster);
  control::starting_point start;
  start.hard = consensus::founding_state();
  start.log = {consensus::founding_entry(fx.first)};
  start.founding = true;
  start_machine(std::move(start));
}

void control_log::run(const formation::join_as_learner& fx) {
  log::error(
    log::area::raft,
    "the data directory is empty, but the cluster exists: this store is refused as a "
    "voter and joins as a learner; if the disk was lost, that is right, otherwise stop "
    "and give the node its --data-dir back",
    {{"cluster", to_hex(fx.cluster)}, {"store", to_hex(node_->store)}, {"says", fx.endpoint}});
  wire::joining answer;
  answer.is_answer = true;
  answer.answer.cluster = fx.cluster;
  receive_joining({}, answer);
}

void control_log::run(const formation::founding_refused& fx) {
  log::error(log::area::raft, fx.why, {});
}

void control_log::adopt(cluster_id cluster) {
  node_->cluster.store(cluster.value);
  node_->out.set_cluster(cluster);
}

void control_log::ask_to_join() {
  auto now = node_->now();
  if (founding_ && !machine_) return; // still founding
  // A voter asks too: while it was down it may have been replaced, and nobody else would tell it.
  if (machine_ && raft()->leader()) return;
  if (now < ask_join_at_) return;
  ask_join_at_ = now + std::chrono::milliseconds{500};
  wire::joining ask;
  ask.ask = {node_->store, node_->name, node_->advertise, false};
  for (auto& peer : peers_)
    if (peer.second.role == peer_role::node)
      node_->out.send_message(peer.first, lane::system, channel::joining, ask);
}

void control_log::receive_joining(const peer_info& from, const wire::joining& what) {
  if (what.is_answer) {
    if (machine_ || !what.answer.cluster) return;
    // The own store must know its cluster before it takes the first entry of its log.
    store_write batch;
    batch.id = ticket{++tickets_used_};
    batch.cluster = what.answer.cluster;
    write(std::move(batch));
    adopt(what.answer.cluster);
    log::info(log::area::raft, "joining a cluster", {{"cluster", to_hex(what.answer.cluster)}});
    start_machine({});
    return;
  }
  if (!machine_ || !node_->cluster_now()) return;
  if (!what.ask.passed_on) {
    wire::joining answer;
    answer.is_answer = true;
    answer.answer.cluster = node_->cluster_now();
    node_->out.send_message(from.store, lane::system, channel::joining, answer);
  }
  if (leads()) {
    node_->out.link(what.ask.advertise);
    step(control::feed{what.ask.store});
  } else if (leader() && !what.ask.passed_on) {
    auto pass = what;
    pass.ask.passed_on = true;
    node_->out.send_message(leader(), lane::system, channel::joining, pass);
  }
}

} // namespace ringleader
