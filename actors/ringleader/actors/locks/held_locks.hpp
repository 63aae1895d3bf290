// SPDX-License-Identifier: BSD-3-Clause
/// held_locks: what of a node's locks outlives the locks actor, so that a holder keeps what it
/// holds when that is rebuilt: the grants, until when the node's lease was last seen to run, how
/// far the log was heard of, and who listens. Thread-safe.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/lock_reports.hpp>
#include <ringleader/locks/lock_client_events.hpp>

#include <caf/actor_addr.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ringleader {

struct lock_watcher {
  std::string name;
  lock_listener listener;
};

class held_locks {
public:
  void put(locks::keep&& what, caf::actor_addr asker) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_[what.claim] = {std::move(what.what), std::move(asker)};
  }

  void put(const locks::keep_end& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& kept = claims_[what.claim].what;
    kept.ends = what.ends;
    kept.least = what.least;
  }

  void put(const locks::keep_ending& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& kept = claims_[what.claim].what;
    kept.ending = true;
    kept.lost = what.lost;
  }

  void put(const locks::keep_lease& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    lease_ = what;
  }

  void remove(claim_id claim) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_.erase(claim);
  }

  /// What there is for the next client, which the one that asks will be.
  locks::adopt left() {
    std::lock_guard<std::mutex> guard{mutex_};
    locks::adopt all;
    for (auto& [id, claim] : claims_) all.claims.emplace(id, claim.what);
    all.session = lease_.session;
    all.lease = lease_.until;
    all.follows = std::exchange(was_used_, true);
    return all;
  }

  /// Empty if nothing is kept of it.
  caf::actor_addr address_of(locks::asker_id asker) const {
    std::lock_guard<std::mutex> guard{mutex_};
    for (auto& entry : claims_)
      if (entry.second.what.asker == asker) return entry.second.asker;
    return {};
  }

  /// False for what lies behind an update that came before: a rebuilt control log publishes the
  /// past again.
  bool is_new(log_index index) {
    std::lock_guard<std::mutex> guard{mutex_};
    if (index < seen_) return false;
    seen_ = index;
    return true;
  }

  /// False: too many listen.
  bool add(lock_watcher who) {
    std::lock_guard<std::mutex> guard{mutex_};
    if (watchers_.size() >= watchers_max) return false;
    watchers_.push_back(std::move(who));
    return true;
  }

  /// Of all names if `name` is empty. False if there was none.
  bool remove(const caf::actor_addr& listener, const std::string& name) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto gone = [&](const lock_watcher& w) {
      return w.listener.address() == listener && (name.empty() || w.name == name);
    };
    auto rest = std::remove_if(watchers_.begin(), watchers_.end(), gone);
    auto found = rest != watchers_.end();
    watchers_.erase(rest, watchers_.end());
    return found;
  }

  std::vector<lock_watcher> watchers() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return watchers_;
  }

private:
  static constexpr std::size_t watchers_max = 4'096;

  struct kept_claim {
    locks::held_claim what;
    caf::actor_addr asker;
  };

  mutable std::mutex mutex_;
  std::map<claim_id, kept_claim> claims_;
  std::vector<lock_watcher> watchers_;
  locks::keep_lease lease_{{}, instant::min()};
  log_index seen_;
  bool was_used_ = false;
};

} // namespace ringleader
