// SPDX-License-Identifier: BSD-3-Clause
/// held_locks: the locks that actors of this node hold. Outlives the locks actor, so that a holder
/// keeps what it holds when that is rebuilt. Thread-safe.
#pragma once

#include <ringleader/base/ids.hpp>

#include <caf/actor_addr.hpp>

#include <map>
#include <mutex>
#include <string>

namespace ringleader {

struct held_claim {
  session_id session;
  std::string lock;
  caf::actor_addr owner; // empty: asked for anonymously
  fencing_token token;
  bool ending = false; // its release was asked for, or its owner is gone
};

class held_locks {
public:
  void put(holder_id holder, held_claim claim) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_[holder] = std::move(claim);
  }

  void remove(holder_id holder) {
    std::lock_guard<std::mutex> guard{mutex_};
    claims_.erase(holder);
  }

  std::map<holder_id, held_claim> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return claims_;
  }

private:
  mutable std::mutex mutex_;
  std::map<holder_id, held_claim> claims_;
};

} // namespace ringleader
