// SPDX-License-Identifier: BSD-3-Clause
/// view_listeners: who wants to hear of views on this node. Outlives the membership actor, so that
/// a listener misses nothing when that is rebuilt. Thread-safe. Holds listeners_max at most.
#pragma once

#include <ringleader/contract/members.hpp>

#include <caf/actor_cast.hpp>

#include <map>
#include <mutex>
#include <vector>

namespace ringleader {

class view_listeners {
public:
  static constexpr std::size_t listeners_max = 4'096;

  /// Twice is once. False: there are too many.
  bool add(const view_listener& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto known = all_.find(listener.address());
    if (known == all_.end() && all_.size() == listeners_max) return false;
    all_[listener.address()] = caf::actor_cast<caf::strong_actor_ptr>(listener);
    return true;
  }

  void remove(const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    all_.erase(listener);
  }

  std::vector<caf::strong_actor_ptr> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    std::vector<caf::strong_actor_ptr> list;
    list.reserve(all_.size());
    for (auto& entry : all_) list.push_back(entry.second);
    return list;
  }

private:
  mutable std::mutex mutex_;
  std::map<caf::actor_addr, caf::strong_actor_ptr> all_;
};

} // namespace ringleader
