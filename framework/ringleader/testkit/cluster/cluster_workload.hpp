// SPDX-License-Identifier: BSD-3-Clause
/// cluster_workload: an application for simulated clusters, whose every act goes into a
/// cluster_history.
///
///   cluster_workload work{options};
///   cluster_simulation cluster{work.on(cluster_options{})};
///   work.watch(cluster);
///   cluster.start_all();
///   cluster.run_for(10s);
///   CHECK(work.history().report() == "");
///
/// Every node hosts the entity type "tally" and runs an asker, which sends requests to keys of all
/// partitions, a locker, which takes one of a few locks, holds it for a moment and releases it, and
/// the singleton "office".
#pragma once

#include <ringleader/testkit/cluster/cluster_history.hpp>
#include <ringleader/testkit/cluster/cluster_simulation.hpp>

#include <caf/event_based_actor.hpp>

namespace ringleader::testkit {

struct cluster_workload_options {
  std::uint64_t seed = 1;
  std::uint32_t keys = 60;
  /// Drawn between half and twice of these.
  duration ask_every = std::chrono::milliseconds{10};
  duration hold_lock = std::chrono::milliseconds{10};
  duration ask_timeout = std::chrono::seconds{3};
  std::uint32_t locks = 2;
  /// No asker waits for more answers than this.
  std::size_t asks_waiting_max = 50;
};

/// What an entity of the workload understands: the number of a request, answered with how many it
/// has had.
using tally = caf::typed_actor<caf::replies_to<std::uint64_t>::with<std::uint64_t>>;

class cluster_workload {
public:
  explicit cluster_workload(cluster_workload_options options);
  cluster_workload(const cluster_workload&) = delete;
  cluster_workload& operator=(const cluster_workload&) = delete;

  /// Adds the workload to what each node starts with.
  cluster_options on(cluster_options options);

  /// EXPECTS to be called before the first start; the simulation ends before the workload does.
  void watch(cluster_simulation& cluster) { cluster_ = &cluster; }

  const cluster_history& history() const { return history_; }

  /// The askers and lockers of all nodes do nothing more, for what comes to rest.
  void rest() { resting_ = true; }

private:
  struct asker_state {
    std::size_t waiting = 0;
  };

  void start_on(simulated_node& n);
  caf::behavior asker(caf::stateful_actor<asker_state>* self, process_id by,
                      const routed<tally>& target);
  void ask_one(caf::stateful_actor<asker_state>* self, process_id by, const routed<tally>& target);
  caf::behavior locker(caf::event_based_actor* self, process_id by, const lock_manager& locks);
  void lock_one(caf::event_based_actor* self, process_id by, const lock_manager& locks);
  void unlock(caf::event_based_actor* self, process_id by, const lock_manager& locks,
              const lock_grant& grant);
  bool seen(process_id p) const;
  bool acting(process_id p) const;
  duration around(duration middle) { return random_.between(middle / 2, middle * 2); }

  cluster_workload_options options_;
  random_source random_;
  cluster_history history_;
  cluster_simulation* cluster_ = nullptr;
  std::map<std::size_t, std::uint64_t> starts_;
  std::uint64_t last_id_ = 0;
  bool resting_ = false;
};

} // namespace ringleader::testkit
