// SPDX-License-Identifier: BSD-3-Clause
/// address_book: where the built-in actors of one node are now. A rebuilt actor has a new handle;
/// whoever sends to a built-in actor looks it up here each time and so never talks to a dead one
/// for longer than the rebuild takes.
///
/// Thread-safe. A child that is being rebuilt is answered with an empty handle: the sender treats
/// that as "stopping".
#pragma once

#include <caf/actor.hpp>

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace ringleader {

/// The built-in actors, in the order in which they are started.
enum class child : std::uint8_t {
  transport,
  control_log,
  members, // the membership actor
  partitions,
  entities,
  locks,
  leader,
  admin,
};

inline constexpr std::size_t child_count = 8;

std::string to_string(child who);

class address_book {
public:
  caf::actor get(child who) const;

  /// An empty handle takes the entry out.
  void set(child who, caf::actor handle);

private:
  mutable std::mutex mutex_;
  std::array<caf::actor, child_count> handles_;
};

/// child_actors: the actors that a built-in actor started. When it dies its supervisor ends all of
/// them and awaits each before the successor starts, so that nothing of an earlier generation acts
/// beside a later one. Thread-safe.
class child_actors {
public:
  void add(const caf::actor& member);
  void remove(caf::actor_id member);

  /// All members; it is empty afterwards.
  std::vector<caf::actor> take();

private:
  std::mutex mutex_;
  std::map<caf::actor_id, caf::actor> members_;
};

} // namespace ringleader
