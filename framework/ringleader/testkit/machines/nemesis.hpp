// SPDX-License-Identifier: BSD-3-Clause
/// nemesis: decides which misfortune strikes a simulated group next, and how hard.
///
/// It knows the group only from outside: who is up and who says that it leads. Every fault ends by
/// itself; they overlap as they come.
#pragma once

#include <ringleader/testkit/machines/climate.hpp>

namespace ringleader::testkit {

/// nemesis_target: what a nemesis sees of a group and does to it. False: it does not apply to the
/// node now.
class nemesis_target {
public:
  virtual ~nemesis_target() = default;

  virtual std::size_t nodes() const = 0;
  /// The node that leads in the greatest term, by its own account.
  virtual std::optional<std::size_t> leader() const = 0;
  virtual bool crash(std::size_t node, duration restart_in) = 0;
  /// Crashes the node after it executed so many more effects.
  virtual bool crash_amid(std::size_t node, std::size_t effects, duration restart_in) = 0;
  /// The same for whichever node becomes leader next.
  virtual bool fell_next_leader(std::size_t effects, duration restart_in) = 0;
  /// Crashes the node if it still lives the same life then.
  virtual bool crash_later(std::size_t node, duration in, duration restart_in) = 0;
  virtual bool freeze(std::size_t node, duration lasting) = 0;
  virtual void cut(std::size_t from, std::size_t to, duration mended_in) = 0;
  virtual void partition(std::uint64_t side, duration mended_in) = 0;
  virtual void set_weather(const network_weather& weather, duration lasting) = 0;
  virtual void slow_disk(std::size_t node, duration latency_max, duration lasting) = 0;
  virtual bool fail_disk(std::size_t node) = 0;
  /// The node gives its session back, then it ends; and is started again.
  virtual bool leave(std::size_t node, duration restart_in) = 0;
  /// Refused where a majority of the voters of some configuration could be lost.
  virtual bool wipe(std::size_t node, duration restart_in) = 0;
  /// 0: adds the node as a learner, 1: takes the learner out, 2: promotes, 3: demotes it.
  virtual bool change_members(std::size_t node, std::uint64_t how) = 0;
  virtual bool transfer_leadership(std::size_t to) = 0;
  /// Of what runs above the node's machine one part dies and begins anew.
  virtual bool rebuild_actor(std::size_t node, std::uint64_t which, duration back_in) = 0;
  /// All nodes but those that are down hear of it: they may disagree.
  virtual bool rank_voters(std::vector<std::size_t> best_first) = 0;
};

class nemesis {
public:
  nemesis(const climate& weather, std::uint64_t seed) : climate_(weather), random_(seed) {}

  /// One fault, or none if the kind drawn does not apply now.
  void strike(nemesis_target& group);

  /// How long it rests until the next strike().
  duration rest() {
    return random_.between(std::chrono::milliseconds{1}, climate_.strike_pause_max);
  }

  std::uint64_t faults() const { return faults_; }

private:
  bool strike_nodes(nemesis_target& group, fault_kind kind);
  bool strike_links(nemesis_target& group, fault_kind kind);
  bool strike_surroundings(nemesis_target& group, fault_kind kind);
  /// Short or long, as often.
  duration down_time();

  climate climate_;
  random_source random_;
  std::uint64_t faults_ = 0;
};

} // namespace ringleader::testkit
