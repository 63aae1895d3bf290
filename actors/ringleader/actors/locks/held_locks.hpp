// SPDX-License-Identifier: BSD-3-Clause
/// held_locks: what of a node's locks outlives the locks actor, so that a holder keeps what it
/// holds when that is rebuilt: the grants, until when the node's lease was last seen to run, how
/// far the log was heard of, and who listens. Thread-safe.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/lock_reports.hpp>
#include <ringleader/locks/lock.hpp>

#include <caf/actor_addr.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace ringleader {

struct held_claim {
  session_id session;
  holder_id holder;
  std::vector<std::string> names;
  caf::actor_addr owner; // empty: asked for anonymously, or gone
  fencing_token token;
  instant ends = never; // of its own lease, by this node's clock
  bool ending = false;  // its release was asked for, or it was lost
  bool lost = false;    // not by its owner's will
};

struct lock_watcher {
  std::string name;
  lock_listener listener;
};

class held_locks {
public:
  void put(claim_id claim, held_claim what) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_[claim] = std::move(what);
  }

  void remove(claim_id claim) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_.erase(claim);
  }

  std::map<claim_id, held_claim> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return claims_;
  }

  /// The node's lease ran until then; answers the latest that was said of that session. A lease
  /// keeper that is rebuilt knows of none for a moment, which ends none.
  instant lease_seen(session_id session, instant until) {
    if (!session) return instant::min();
    std::lock_guard<std::mutex> guard{mutex_};
    if (session != lease_session_) lease_until_ = instant::min();
    lease_session_ = session;
    return lease_until_ = std::max(lease_until_, until);
  }

  /// False for what lies behind news that came before: a rebuilt control log publishes the past
  /// again.
  bool is_news(log_index index) {
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

  mutable std::mutex mutex_;
  std::map<claim_id, held_claim> claims_;
  std::vector<lock_watcher> watchers_;
  session_id lease_session_;
  instant lease_until_ = instant::min();
  log_index seen_;
};

} // namespace ringleader
