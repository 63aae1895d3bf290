// SPDX-License-Identifier: BSD-3-Clause
/// peer_table: which connections belong to which peer, and whether they suffice for it to be up.
/// A pair of nodes needs every lane in both directions, any other pair one connection.
///
/// route_table: the part of it that send() reads from any thread: only peers that are up.
#pragma once

#include <ringleader/drivers/net/connection.hpp>

#include <array>
#include <map>
#include <memory>
#include <shared_mutex>
#include <unordered_map>

namespace ringleader::net {

using connection_ptr = std::shared_ptr<connection>;
using lane_connections = std::array<connection_ptr, lane_count>;

inline std::size_t index_of(lane on) { return static_cast<std::size_t>(on); }

struct peer_entry {
  peer_info info;
  lane_connections accepted;
  lane_connections dialed;
  std::optional<endpoint> dialed_as; // the one target that dials it; others to the same peer park
  duration since{};                  // its first connection
  bool up = false;
};

class peer_table {
public:
  explicit peer_table(peer_role own) : own_(own) {}

  peer_entry* find(store_id store);
  peer_entry& insert(const peer_info& info, duration now);

  /// The entry, taken out; none if there is none.
  std::optional<peer_entry> remove(store_id store);

  bool complete(const peer_entry& entry) const;

  /// What carries what we send to it, per lane.
  lane_connections outgoing(const peer_entry& entry) const;

  /// Every connection of it, of both sides.
  static std::vector<connection_ptr> all(const peer_entry& entry);

  std::map<store_id, peer_entry>& entries() { return entries_; }

private:
  bool between_nodes(const peer_entry& entry) const {
    return own_ == peer_role::node && entry.info.role == peer_role::node;
  }

  const peer_role own_;
  std::map<store_id, peer_entry> entries_;
};

class route_table {
public:
  void add(store_id store, lane_connections lanes) {
    std::unique_lock<std::shared_mutex> hold{mutex_};
    routes_[store] = std::move(lanes);
  }
  void remove(store_id store) {
    std::unique_lock<std::shared_mutex> hold{mutex_};
    routes_.erase(store);
  }
  void clear() {
    std::unique_lock<std::shared_mutex> hold{mutex_};
    routes_.clear();
  }
  connection_ptr find(store_id store, lane on) const {
    std::shared_lock<std::shared_mutex> hold{mutex_};
    auto at = routes_.find(store);
    return at == routes_.end() ? nullptr : at->second[index_of(on)];
  }

private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<store_id, lane_connections> routes_; // looked up only, never iterated
};

} // namespace ringleader::net
