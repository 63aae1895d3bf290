// SPDX-License-Identifier: BSD-3-Clause
/// election_listeners: who on this node watches which election. Outlives the leader actor, which
/// gives every listener the whole state anew when it is rebuilt. Thread-safe.
#pragma once

#include <ringleader/contract/elections.hpp>

#include <algorithm>
#include <mutex>

namespace ringleader {

class election_listeners {
public:
  static constexpr std::size_t listeners_max = 4'096;

  using by_election = std::map<std::string, std::vector<election_listener>>;

  /// False if there are too many. Who watches already does so once.
  bool add(const std::string& election, const election_listener& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& those = all_[election];
    if (std::find(those.begin(), those.end(), listener) != those.end()) return true;
    if (count_ >= listeners_max) {
      if (those.empty()) all_.erase(election);
      return false;
    }
    those.push_back(listener);
    ++count_;
    return true;
  }

  /// False if it did not watch.
  bool remove(const std::string& election, const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto before = count_;
    auto at = all_.find(election);
    if (at != all_.end()) remove_from(at, listener);
    return count_ != before;
  }

  /// The elections that it watched.
  std::vector<std::string> remove(const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    std::vector<std::string> watched;
    for (auto at = all_.begin(); at != all_.end();) {
      auto election = at->first;
      auto before = count_;
      at = remove_from(at, listener);
      if (count_ != before) watched.push_back(std::move(election));
    }
    return watched;
  }

  /// Whether anybody watches it.
  bool has(const std::string& election) const {
    std::lock_guard<std::mutex> guard{mutex_};
    return all_.count(election) != 0;
  }

  std::vector<election_listener> of(const std::string& election) const {
    std::lock_guard<std::mutex> guard{mutex_};
    auto at = all_.find(election);
    return at == all_.end() ? std::vector<election_listener>{} : at->second;
  }

  by_election all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return all_;
  }

private:
  by_election::iterator remove_from(by_election::iterator at, const caf::actor_addr& listener) {
    auto& those = at->second;
    auto before = those.size();
    those.erase(std::remove_if(those.begin(), those.end(),
                               [&](const auto& l) { return l.address() == listener; }),
                those.end());
    count_ -= before - those.size();
    return those.empty() ? all_.erase(at) : std::next(at);
  }

  mutable std::mutex mutex_;
  by_election all_;
  std::size_t count_ = 0;
};

} // namespace ringleader
