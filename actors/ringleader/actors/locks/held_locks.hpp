// SPDX-License-Identifier: BSD-3-Clause
/// held_locks: what of a node's locks outlives the locks actor, so that a holder keeps what it
/// holds when that is rebuilt: the grants, until when the node's lease was last seen to run, how
/// far the log was heard of, and who listens. Thread-safe.
#pragma once

#include <ringleader/actors/locks/lock_watchers.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/locks/lock_client_events.hpp>

#include <caf/actor_addr.hpp>

#include <map>
#include <mutex>
#include <utility>

namespace ringleader {

class held_locks {
public:
  lock_watchers watchers;

  void put(locks::keep&& what, caf::actor_addr asker) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& known = askers_[what.what.asker];
    ++known.claims;
    if (asker) known.address = std::move(asker);
    drop(what.claim);
    claims_[what.claim] = std::move(what.what);
  }

  void put(const locks::keep_end& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& kept = claims_[what.claim];
    kept.ends = what.ends;
    kept.least = what.least;
  }

  void put(const locks::keep_ending& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    auto& kept = claims_[what.claim];
    kept.ending = true;
    kept.lost = what.lost;
  }

  void put(const locks::keep_lease& what) {
    std::lock_guard<std::mutex> guard{mutex_};
    lease_ = what;
  }

  void remove(claim_id claim) {
    std::lock_guard<std::mutex> guard{mutex_};
    drop(claim);
  }

  /// What there is for the next client, which the one that asks will be.
  locks::adopt left() {
    std::lock_guard<std::mutex> guard{mutex_};
    locks::adopt all;
    for (auto& [id, claim] : claims_) all.claims.emplace(id, claim);
    all.session = lease_.session;
    all.lease = lease_.until;
    all.follows = std::exchange(was_used_, true);
    return all;
  }

  /// Empty if nothing was kept of it.
  caf::actor_addr address_of(locks::asker_id asker) const {
    std::lock_guard<std::mutex> guard{mutex_};
    auto at = askers_.find(asker);
    return at == askers_.end() ? caf::actor_addr{} : at->second.address;
  }

  /// False for what lies behind an update that came before: a rebuilt control log publishes the
  /// past again.
  bool is_new(log_index index) {
    std::lock_guard<std::mutex> guard{mutex_};
    if (index < seen_) return false;
    seen_ = index;
    return true;
  }

private:
  struct known_asker {
    caf::actor_addr address;
    std::size_t claims = 0;
  };

  void drop(claim_id claim) {
    auto at = claims_.find(claim);
    if (at == claims_.end()) return;
    auto asker = askers_.find(at->second.asker);
    if (--asker->second.claims == 0) askers_.erase(asker);
    claims_.erase(at);
  }

  mutable std::mutex mutex_;
  locks::held_claims claims_;
  std::map<locks::asker_id, known_asker> askers_; // of these claims
  locks::keep_lease lease_{{}, instant::min()};
  log_index seen_;
  bool was_used_ = false;
};

} // namespace ringleader
