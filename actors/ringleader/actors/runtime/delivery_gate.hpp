// SPDX-License-Identifier: BSD-3-Clause
/// delivery_gate: what all gated actors of a node share (gated.hpp): its lease, its bounds, and the
/// line in the log that says which of them failed.
#pragma once

#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/actors/runtime/lease_cell.hpp>
#include <ringleader/base/ports/clock.hpp>

#include <caf/fwd.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <string>

namespace ringleader {

/// What a gated actor is called in the log: an entity, or a singleton by its election.
struct gated_name {
  std::string type;
  std::string key;
};

struct delivery_gate {
  const clock_port& clock;
  const lease_cell& lease;
  const address_book& book;
  const std::size_t mailbox_max;
  std::atomic<caf::actor_id> host{0}; // the actor that delivers for other nodes
  std::atomic<std::uint64_t> refused_full{0};
  std::atomic<std::uint64_t> refused_frozen{0};
  std::atomic<std::uint64_t> refused_late{0};
  std::atomic<std::uint64_t> failures{0};

  delivery_gate(const clock_port& c, const lease_cell& l, const address_book& b, std::size_t limit)
    : clock(c), lease(l), book(b), mailbox_max(limit) {}

  /// Warns of what was thrown, once a second at most for the whole node. From any thread.
  void tell_failure(const gated_name& who, const std::string& what);

private:
  std::atomic<std::int64_t> quiet_until_{0};
  std::atomic<std::uint64_t> untold_{0};
};

/// The text of what was thrown.
std::string text_of_thrown(const std::exception_ptr& thrown);

} // namespace ringleader
