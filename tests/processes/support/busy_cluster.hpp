// SPDX-License-Identifier: BSD-3-Clause
/// busy_cluster: a cluster whose clerks work all the time, and a test that does things to it and
/// judges at the end what the clerks were told.
///
///   busy_cluster busy;                  // a, b and c, balanced and at work
///   busy.kill("a");
///   CHECK(busy.goes_on(6s));
///   busy.start("a");
///   busy.judge();
///
/// Whatever may cost a node its session goes through this class, which writes it down: a lock may
/// end without its holder there and nowhere else.
#pragma once

#include "clerk_record.hpp"
#include "cluster.hpp"

namespace ringleader {

class busy_cluster {
public:
  explicit busy_cluster(placing where = on_loopback);

  cluster& all() { return all_; }
  test_node& operator[](const std::string& name) { return all_[name]; }

  /// A node that leads the control log for all running ones, or any other one of those.
  std::string leader();
  std::string follower();

  /// kill -9, and the start after it.
  void kill(const std::string& name);
  void start(const std::string& name);

  /// Another node that joins; it is at work as well.
  void add(const std::string& name);

  /// SIGSTOP and SIGCONT.
  void freeze(const std::string& name);
  void thaw(const std::string& name);

  /// For what the test does by other means: the node is not counted on until the fault ends.
  void fault_begins(const std::string& name);
  void fault_ends(const std::string& name);

  /// Within that time, clerks of every node of the set are answered with success again and again.
  bool goes_on(wall_clock::duration limit, const std::set<std::string>& nodes);
  /// Of the nodes that run.
  bool goes_on(wall_clock::duration limit) { return goes_on(limit, running_); }

  /// A node that was cut off leads no more in the eyes of the others, and these go on.
  bool goes_on_without(const std::string& former_leader, wall_clock::duration limit);

  bool balanced(wall_clock::duration limit) { return all_.balanced(running_, limit); }
  const std::set<std::string>& running() const { return running_; }

  /// Nothing acknowledged is lost, nothing happened twice or against its answer, no epoch and no
  /// term went back, and the locks' history is linearizable.
  void judge();

private:
  std::string record() const { return all_.place() / "clerks"; }
  void employ(test_node& node);

  cluster all_;
  std::set<std::string> running_;
  std::vector<node_fault> faults_;
};

/// How often a test repeats what it repeats: `rounds` times $RINGLEADER_ROUNDS, if that is set.
int rounds_of(int rounds);

} // namespace ringleader
