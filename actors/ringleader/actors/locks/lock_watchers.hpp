// SPDX-License-Identifier: BSD-3-Clause
/// lock_watchers: who on this node watches which lock. Outlives the locks actor, which shows every
/// listener the whole state anew when it is rebuilt. Thread-safe. Nothing but names() and all()
/// takes longer than the logarithm of what is kept, and what is answered.
#pragma once

#include <ringleader/contract/lock_reports.hpp>

#include <caf/actor_cast.hpp>

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ringleader {

class lock_watchers {
public:
  static constexpr std::size_t watchers_max = 4'096;

  /// False: too many watch. Who watches already does so once.
  bool add(const std::string& name, const lock_listener& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto who = listener.address();
    auto& those = by_name_[name];
    auto is_new = those.count(who) == 0;
    if (is_new && names_of_.size() >= watchers_max) {
      if (those.empty()) by_name_.erase(name);
      return false;
    }
    those[who] = caf::actor_cast<caf::strong_actor_ptr>(listener);
    names_of_.emplace(who, name);
    return true;
  }

  /// False if it did not watch.
  bool remove(const std::string& name, const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    if (names_of_.erase({listener, name}) == 0) return false;
    remove_from(name, listener);
    return true;
  }

  /// The locks that it watched.
  std::vector<std::string> remove(const caf::actor_addr& listener) {
    std::lock_guard<std::mutex> guard{mutex_};
    std::vector<std::string> watched;
    for (auto at = names_of_.lower_bound({listener, {}});
         at != names_of_.end() && at->first == listener; at = names_of_.erase(at)) {
      remove_from(at->second, listener);
      watched.push_back(at->second);
    }
    return watched;
  }

  std::map<caf::actor_addr, caf::strong_actor_ptr> of(const std::string& name) const {
    std::lock_guard<std::mutex> guard{mutex_};
    auto at = by_name_.find(name);
    return at == by_name_.end() ? decltype(at->second){} : at->second;
  }

  std::vector<std::string> names() const {
    std::lock_guard<std::mutex> guard{mutex_};
    std::vector<std::string> all;
    for (auto& entry : by_name_) all.push_back(entry.first);
    return all;
  }

  /// One for each lock that somebody watches.
  std::vector<caf::actor_addr> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    std::vector<caf::actor_addr> those;
    for (auto& entry : names_of_) those.push_back(entry.first);
    return those;
  }

private:
  void remove_from(const std::string& name, const caf::actor_addr& listener) {
    auto at = by_name_.find(name);
    at->second.erase(listener);
    if (at->second.empty()) by_name_.erase(at);
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::map<caf::actor_addr, caf::strong_actor_ptr>> by_name_;
  std::set<std::pair<caf::actor_addr, std::string>> names_of_;
};

} // namespace ringleader
