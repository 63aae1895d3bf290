// SPDX-License-Identifier: BSD-3-Clause
/// view_listeners: who wants to hear of views on this node. Outlives the membership actor, so that
/// a listener misses nothing when that is rebuilt. Thread-safe.
#pragma once

#include <ringleader/contract/members.hpp>

#include <algorithm>
#include <mutex>
#include <vector>

namespace ringleader {

class view_listeners {
public:
  void add(const view_listener& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    all_.push_back(listener);
  }

  void remove(const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto gone = [&](const view_listener& l) { return l.address() == listener; };
    all_.erase(std::remove_if(all_.begin(), all_.end(), gone), all_.end());
  }

  std::vector<view_listener> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return all_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<view_listener> all_;
};

} // namespace ringleader
