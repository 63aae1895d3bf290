// SPDX-License-Identifier: BSD-3-Clause
/// simulated_host: the owner's side of routed requests: the real directory machine, and entities
/// that take their time with each request and look at the lease once more before they execute it.
/// What the host and gate actors do, without CAF.
///
///   host.look_at_lease(valid, local);            // before whatever else happens
///   host.take(assignment, local);
///   host.deliver(request, partition, epoch, local);
///   for (auto& reply : host.take_replies()) ...  // to whoever asked
///   for (auto& empty : host.take_empty()) ...    // to the routing machine
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/entities/directory.hpp>
#include <ringleader/routing/effects.hpp>
#include <ringleader/testkit/checkers/request_checker.hpp>

#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace ringleader::testkit {

class simulated_host {
public:
  /// Of a client; from is none if it asks on this node.
  struct request {
    std::uint64_t number = 0;
    std::uint64_t key = 0;
    store_id from;
    std::uint64_t correlation = 0; // none: no answer is wanted
    instant deadline{};
  };

  struct reply {
    request to;
    errc code = errc::none;
  };

  simulated_host(std::uint32_t partitions, std::size_t node, std::uint64_t seed);

  void look_at_lease(session_id lease_of, bool is_valid, instant local);
  void take(const routing::assignment& now, instant local);
  void deliver(const request& what, partition_id partition, partition_epoch epoch, instant local);
  /// Entities go on with what waits in their mailboxes.
  void tick(instant local, request_checker& seen);
  instant next_deadline() const;

  std::vector<reply> take_replies() { return std::exchange(replies_, {}); }
  std::vector<routing::partition_empty> take_empty() { return std::exchange(empty_, {}); }

  session_id session() const { return session_; }
  /// A bit for each partition that it takes messages for or still runs entities of.
  std::uint64_t serves() const;

private:
  enum class progress : std::uint8_t { running, empty };

  struct entity {
    partition_id partition;
    partition_epoch epoch;
    std::deque<request> mailbox;
    bool is_to_stop = false;
    instant busy_until{};
  };

  void feed(const directory_event& what, instant local);
  void run(const spawn_entity& fx, instant local);
  void run(const forward_request& fx, instant local);
  void run(const refuse_request& fx, instant local);
  void run(const stop_entity& fx, instant local);
  void run(const weigh_request& fx, instant local);
  void run(const partition_drained& fx, instant local);
  void drain(partition_id partition, partition_epoch epoch, instant local);
  void end_all(instant local);
  void wake(entity& who, instant local);

  std::size_t node_;
  random_source random_;
  directory directory_;
  std::map<entity_slot, entity> entities_;
  std::map<request_id, request> waiting_; // in the directory
  request_id last_request_;
  std::vector<entity_slot> taken_;
  session_id session_;
  bool has_lease_ = false;
  std::map<partition_id, partition_epoch> serving_;
  std::map<partition_id, progress> draining_;
  std::vector<reply> replies_;
  std::vector<routing::partition_empty> empty_;
};

} // namespace ringleader::testkit
