// SPDX-License-Identifier: BSD-3-Clause
/// raft_world: the servers of one Raft group under a scenario's hands.
///
/// Nothing moves by itself: messages wait in a queue for each link, writes on the disk of a server
/// that was set to manual, and time stands still. Commands:
///
///   nodes 3 [leases] [marks] [trailing=2] [append=1024] [memory=1s] [keys=2]
///                            founds a group of voters 1 2 3; everything starts at 0s
///   empty 4                  starts a server with an empty directory
///   store 2 terms=1,1,2 term=2 [vote=3]   replaces a directory: an entry for each term, the first
///                            is the founding configuration; the server counts as founding
///   timeout 1                moves the clock to the deadline of 1 and ticks it alone
///   advance 200ms            moves the clock, ticking each server when it is due
///   wait 200ms               moves the clock and ticks nobody
///   deliver 1->2 [count=1]   hands over what waits on a link
///   deliver all              hands over everything until nothing waits
///   run 1s                   advance and deliver all together
///   drop 1->2, keep 1->2, replay 1->2    forgets a queue, sets it aside, puts it back
///   cut 1->2, cut 3, heal    messages of a link, or of all links of a server, vanish
///   disk 1 manual, disk 1 auto, persist 1 [count=1], disk_fail 1
///   crash 2, restart 2
///   propose 1 x y, read 1, add_learner 1 4, remove_learner 1 4, promote 1 4, demote 1 3
///   mark 1 77                says that 77 was heard from; with [marks], what a leader learns
///   prints transfer 1 2, transfer 1 any, rank 1 3 2 compact 1 [upto=5] [size=100]   a snapshot of
///   what is committed status, log 1, queue
///
/// deliver all, advance and run print neither messages nor writes. Two leaders in one term, or two
/// entries committed at one index, print as VIOLATION.
#pragma once

#include <ringleader/consensus/raft.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ringleader::consensus {

class raft_world {
public:
  std::string run(const testkit::command& c);

private:
  struct server {
    std::optional<raft> machine;
    hard_state hard;
    snapshot_ptr base;
    std::vector<entry> disk;
    std::deque<persist> writes;
    bool is_manual = false;
  };
  using link = std::pair<store_id, store_id>;

  void start(store_id id, bool founding);
  void feed(store_id id, const event& what);
  void carry_out(store_id id, effects fx);
  void complete_write(store_id id);
  void check_and_print(store_id id, const effect& e);
  bool deliver_one(link on);
  void deliver_all();
  void advance_to(instant end, bool delivering);
  void print(const std::string& text) { out_ += text + '\n'; }

  bool control_time(const testkit::command& c);
  bool control_network(const testkit::command& c);
  bool control_server(const testkit::command& c);
  bool request(const testkit::command& c);
  bool show(const testkit::command& c);
  void make_nodes(const testkit::command& c);
  void make_store(const testkit::command& c);

  server& known(const std::string& id);
  raft& running(const std::string& id);
  store_id id_of(const std::string& text) const;
  link link_of(const std::string& text) const;

  std::map<store_id, server> servers_;
  std::map<link, std::deque<message>> queues_;
  std::map<link, std::deque<message>> kept_;
  std::set<link> cuts_;
  std::map<raft_term, store_id> leaders_;
  std::map<log_index, entry> history_;
  configuration members_;
  instant now_{};
  std::uint64_t cookie_ = 0;
  bool quiet_ = false;
  bool shows_marks_ = false;
  raft_config config_;
  std::string out_;
};

} // namespace ringleader::consensus
