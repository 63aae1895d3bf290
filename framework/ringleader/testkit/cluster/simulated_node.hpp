// SPDX-License-Identifier: BSD-3-Clause
/// simulated_node: one machine of a simulated cluster, with its disk, its clock and, while it is
/// up, a process: an actor_system on a deterministic scheduler and a real node in it.
///
/// Everything spawned through spawn() ends with the process.
#pragma once

#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/node/tree.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/testkit/cluster/simulated_links.hpp>
#include <ringleader/testkit/cluster/simulated_store.hpp>
#include <ringleader/testkit/world/simulated_clock.hpp>

#include <caf/scheduler/test_coordinator.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ringleader::testkit {

class simulated_node {
public:
  simulated_node(std::size_t number, timeline& world, simulated_links& links, std::uint64_t seed);
  ~simulated_node();
  simulated_node(const simulated_node&) = delete;
  simulated_node& operator=(const simulated_node&) = delete;

  std::size_t number() const { return number_; }
  bool is_up() const { return process_ != nullptr && !ending_; }
  bool paused() const { return paused_; }

  /// Of the process. EXPECTS is_up().
  ringleader::node& node();
  caf::actor_system& system();

  /// Spawns an actor that ends with the process.
  template <class Function, class... Args> caf::actor spawn(Function fn, Args&&... args) {
    auto handle = caf::actor_cast<caf::actor>(system().spawn(fn, std::forward<Args>(args)...));
    own(handle);
    return handle;
  }
  void own(caf::actor handle);

  /// Why the node gave up, if it did.
  const std::optional<failure>& failed() const { return failed_; }

  // What the simulation does with it.
  void start(const node_options& options, std::int64_t clock_error_ppm,
             const std::function<void(system_config&)>& add_types,
             const std::function<void(simulated_node&)>& on_start);
  void crash(bool silently);
  void set_paused(bool paused) { paused_ = paused; }
  bool has_job() const;
  /// Handles one message of the job drawn; answers the number of jobs there were.
  std::size_t run_job(random_source& random);
  /// The true time of the process's next timer; never without one, or while it is paused.
  instant next_timer() const;
  void trigger_timers();

private:
  struct process;

  node_ports ports(const node_options& options);
  void end_actors();

  std::size_t number_;
  timeline& world_;
  simulated_links& links_;
  random_source random_;
  simulated_disk disk_;
  simulated_clock clock_;
  std::unique_ptr<process> process_;
  std::shared_ptr<store_writes> writes_; // of the store that is open
  std::optional<failure> failed_;
  bool paused_ = false;
  bool ending_ = false;
};

} // namespace ringleader::testkit
