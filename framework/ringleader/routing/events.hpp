// SPDX-License-Identifier: BSD-3-Clause
/// What a routing machine is told.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/membership/view.hpp>
#include <ringleader/partitions/partition_table.hpp>
#include <ringleader/routing/message_id.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace ringleader::routing {

/// An application sends a message to a key.
struct submit {
  message_id id;
  std::uint64_t sender = 0; ///< an actor of this node; 0 if nobody can ask who it was
  std::uint64_t type = 0;   ///< hash of the entity type's name
  std::uint64_t key = 0;    ///< stable hash of the key
  duration patience{};      ///< zero: the configured one
  bool asks = false;        ///< somebody waits for an answer
  std::uint64_t bytes = 0;  ///< of what it says; 0: ask if it matters
};
/// What became of a deliver_here or send_to: none if it was taken, unreachable if nobody is there
/// and nothing was sent, else why it was refused. Comes before any other event. bytes: of what it
/// says, where that was found out; else 0.
struct handed_over {
  message_id id;
  errc code = errc::none;
  std::uint64_t bytes = 0;
};
/// The answer to weigh.
struct weighed {
  message_id id;
  std::uint64_t bytes = 0;
};
/// A node answered what was sent to it under this number.
struct answered {
  std::uint64_t number = 0;
  store_id from;
  errc code = errc::none;
};
/// The registry as the control log has it at `index`. membership: the boot id under which this node
/// is a member. reset: the past is published again, so what is derived from it is to be told again.
struct registry_seen {
  log_index index;
  bool reset = false;
  bool leader_known = false;
  boot_id membership;
  std::shared_ptr<const view> members;
  std::shared_ptr<const partition_table> table;
};
struct peer_up {
  store_id store;
};
/// What was sent to it and not answered may or may not have arrived.
struct peer_down {
  store_id store;
};
/// Until when this node may act for which session. Told before each event after a change.
struct lease_seen {
  session_id session;
  instant until = instant::min();
};
/// The host of this node wants to know its assignment.
struct assignment_asked {};
/// Nothing of the partition runs on this node any more.
struct partition_empty {
  partition_id partition;
  partition_epoch epoch;
};
/// A report_drained was agreed on, or not.
struct report_concluded {
  partition_id partition;
  log_index move;
  bool taken = false;
};
/// Time passed: see routing_machine::next_deadline().
struct tick {};
/// The router ends; everything that it knows is answered.
struct stop {};

using event =
  std::variant<submit, handed_over, weighed, answered, registry_seen, peer_up, peer_down,
               lease_seen, assignment_asked, partition_empty, report_concluded, tick, stop>;

bool operator==(const submit& a, const submit& b);
bool operator==(const handed_over& a, const handed_over& b);
bool operator==(const weighed& a, const weighed& b);
bool operator==(const answered& a, const answered& b);
bool operator==(const registry_seen& a, const registry_seen& b);
bool operator==(const peer_up& a, const peer_up& b);
bool operator==(const peer_down& a, const peer_down& b);
bool operator==(const lease_seen& a, const lease_seen& b);
bool operator==(const assignment_asked& a, const assignment_asked& b);
bool operator==(const partition_empty& a, const partition_empty& b);
bool operator==(const report_concluded& a, const report_concluded& b);
bool operator==(const tick& a, const tick& b);
bool operator==(const stop& a, const stop& b);

std::string to_string(const event& what);

} // namespace ringleader::routing
