// SPDX-License-Identifier: BSD-3-Clause
/// cluster_simulation: whole nodes in one thread. Each node is a real one, its built-in actors and
/// an application's, in an actor_system of its own with a deterministic scheduler and a clock of
/// its own; disk, network, clock and entropy are simulated, all from one seed.
///
///   cluster_options options;
///   options.seed = 7;
///   options.add_types = [](system_config& cfg) { cfg.add_types<caf::id_block::bank>(); };
///   options.on_start = [&](simulated_node& n) {
///     auto accounts = n.node().host<account_actor>(bank::accounts);
///     n.spawn(teller, accounts);
///   };
///   cluster_simulation cluster{options};
///   cluster.start_all();
///   cluster.run_for(3s);
///   cluster.crash(0);
///   CHECK(cluster.run_until([&] { return answered > 100; }, 6s));
///
/// One actor takes one message at a time, on a node drawn by the seed; only when all are idle does
/// time jump to the next timer or event. So computing costs no time, and an actor that sends
/// itself messages without a pause never lets time go on, which is refused after many millions.
///
/// Handles of a node's actors must not outlive its process: keep them inside of its actors, or
/// drop them before crash(). Faults are not to be called from within an actor.
/// Does not simulate threads: data races are for the sanitizers.
#pragma once

#include <ringleader/testkit/cluster/simulated_links.hpp>
#include <ringleader/testkit/cluster/simulated_node.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ringleader::testkit {

struct cluster_options {
  std::uint64_t seed = 1;
  std::size_t nodes = 3;
  /// The first so many found the cluster, the others join it.
  std::size_t founders = 3;
  std::uint32_t partitions = 32;
  link_weather weather;
  /// Each clock runs fast or slow by up to so many millionths.
  std::int64_t clock_error_ppm_max = 5000;
  /// Last word on the options of each node.
  std::function<void(std::size_t, node_options&)> tune;
  /// Message types of the application.
  std::function<void(system_config&)> add_types;
  /// Called at each start of a node, before its first message.
  std::function<void(simulated_node&)> on_start;
};

class cluster_simulation {
public:
  explicit cluster_simulation(cluster_options options);
  ~cluster_simulation();
  cluster_simulation(const cluster_simulation&) = delete;
  cluster_simulation& operator=(const cluster_simulation&) = delete;

  std::size_t size() const { return nodes_.size(); }
  instant now() const { return world_.now(); }

  /// EXPECTS that the node is not up, or is. A crash loses what was not durable; a restart is the
  /// same machine with the same disk.
  void start(std::size_t node);
  void start_all();
  void crash(std::size_t node);
  bool is_up(std::size_t node) const { return nodes_.at(node)->is_up(); }

  /// The process stands still and its clock runs on, as after SIGSTOP.
  void pause(std::size_t node);
  void resume(std::size_t node);

  /// One way.
  void cut(std::size_t from, std::size_t to) { links_.cut(from, to); }
  void mend(std::size_t from, std::size_t to) { links_.mend(from, to); }
  /// Cuts a node from all others, both ways.
  void isolate(std::size_t node);
  /// Mends every way, resumes every node; crashed nodes stay down.
  void heal();

  void run_for(duration time);
  /// True as soon as `reached()` is; false when `bound` is over.
  bool run_until(const std::function<bool()>& reached, duration bound);

  simulated_node& at(std::size_t node) { return *nodes_.at(node); }
  ringleader::node& node(std::size_t node) { return at(node).node(); }

  /// What the node's control log answers to an operator, as JSON; runs the cluster until it is
  /// there, for up to a second. Empty if it does not answer.
  std::string status(std::size_t node);

  /// The node whose control log leads in the highest term, by the statuses of all.
  std::optional<std::size_t> control_leader();

  /// Of everything that happened so far.
  std::uint64_t trace_hash() const { return world_.hash(); }
  std::uint64_t steps() const { return steps_; }

private:
  bool run_one();
  instant next_event() const;
  void move_to(instant to);

  cluster_options options_;
  random_source random_;
  timeline world_;
  simulated_links links_;
  std::vector<std::unique_ptr<simulated_node>> nodes_; // before links and timeline they end
  std::vector<std::size_t> ready_;
  std::uint64_t steps_ = 0;
  std::uint64_t steps_now_ = 0; // since time moved last
};

} // namespace ringleader::testkit
