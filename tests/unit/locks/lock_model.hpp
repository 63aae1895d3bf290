// SPDX-License-Identifier: BSD-3-Clause
/// lock_model: the lock table again, as short as it can be said and as slow as it gets: two lists
/// and the rules, without an index. What the table does is compared with it command by command.
#pragma once

#include <ringleader/locks/lock_table.hpp>

#include <algorithm>

namespace ringleader {

class lock_model {
public:
  struct hold {
    fencing_token token;
    lock_hold what;
  };
  struct wait {
    lock_arrival arrival;
    lock_request what;
  };

  std::vector<hold> holds;
  std::vector<wait> waits;

  enum class answer { granted, queued, busy, deadlock };

  answer acquire(const lock_request& r, const acquire_options& how, registry_time now) {
    if (how.reentrant)
      for (auto& h : holds)
        if (!h.what.withheld && h.what.owner == r.owner && covers(h.what.wants, r.wants)) {
          h.what.claims.push_back(r.claim);
          return answer::granted;
        }
    if (grantable(r)) {
      grant(r, now);
      return answer::granted;
    }
    if (!how.wait) return answer::busy;
    waits.push_back({last_arrival_.next(), r});
    if (stuck().count(r.owner) != 0) {
      waits.pop_back();
      return answer::deadlock;
    }
    last_arrival_ = last_arrival_.next();
    return answer::queued;
  }

  void drop_hold(fencing_token token, bool orderly, registry_time now) {
    for (auto at = holds.begin(); at != holds.end(); ++at) {
      if (at->token != token) continue;
      if (orderly || at->what.withheld || at->what.delay == duration::zero()) {
        holds.erase(at);
      } else {
        at->what.withheld = true;
        at->what.owner = {};
        at->what.claims.clear();
        at->what.expires = now + at->what.delay;
      }
      return;
    }
  }

  void drop_wait(lock_claim claim) {
    waits.erase(std::remove_if(waits.begin(), waits.end(),
                               [&](const wait& w) { return w.what.key() == claim; }),
                waits.end());
  }

  /// The earliest that can be granted, again and again.
  void serve(registry_time now) {
    for (auto at = waits.begin(); at != waits.end();) {
      if (!grantable(at->what, at->arrival)) {
        ++at;
        continue;
      }
      auto r = at->what;
      waits.erase(at);
      grant(r, now);
      at = waits.begin();
    }
  }

  /// Owners that wait for ever: those left when nobody else can be shown to go on.
  std::set<lock_owner> stuck() const {
    std::set<lock_owner> still;
    for (auto& w : waits) still.insert(w.what.owner);
    for (bool again = true; again;) {
      again = false;
      for (auto owner : std::set<lock_owner>{still}) {
        bool goes_on = std::all_of(waits.begin(), waits.end(), [&](const wait& w) {
          return w.what.owner != owner || will_be_granted(w, still);
        });
        if (goes_on) again = still.erase(owner) != 0;
      }
    }
    return still;
  }

  bool grantable(const lock_request& r, lock_arrival arrival = lock_arrival{UINT64_MAX}) const {
    for (auto& want : r.wants) {
      std::uint32_t used = 0;
      for (auto& h : holds)
        for (auto& has : h.what.wants) {
          if (has.name != want.name) continue;
          if (conflict(has, want) && want.mode != lock_mode::permits) return false;
          used += has.permits;
        }
      if (used + want.permits > want.capacity) return false;
      for (auto& w : waits)
        if (w.arrival < arrival && in_the_way(w.what, want)) return false;
    }
    return true;
  }

  static bool conflict(const lock_want& a, const lock_want& b) {
    return a.name == b.name && (a.mode != lock_mode::shared || b.mode != lock_mode::shared);
  }

private:
  static bool in_the_way(const lock_request& earlier, const lock_want& want) {
    return std::any_of(earlier.wants.begin(), earlier.wants.end(),
                       [&](const lock_want& w) { return conflict(w, want); });
  }

  static bool covers(const std::vector<lock_want>& held, const std::vector<lock_want>& wants) {
    for (auto& want : wants)
      if (std::none_of(held.begin(), held.end(), [&](const lock_want& has) {
            return has.name == want.name && has.mode <= want.mode;
          }))
        return false;
    return true;
  }

  bool will_be_granted(const wait& w, const std::set<lock_owner>& still) const {
    for (auto& want : w.what.wants) {
      std::uint32_t used = 0;
      for (auto& h : holds)
        for (auto& has : h.what.wants) {
          if (!conflict(has, want) || still.count(h.what.owner) == 0) continue;
          if (want.mode != lock_mode::permits) return false;
          used += has.permits;
        }
      if (used + want.permits > want.capacity) return false;
      for (auto& other : waits)
        if (other.arrival < w.arrival && in_the_way(other.what, want) &&
            still.count(other.what.owner) != 0)
          return false;
    }
    return true;
  }

  void grant(const lock_request& r, registry_time now) {
    lock_hold h{r.owner, {r.claim}, r.wants, {}, r.delay, false};
    if (r.lease) h.expires = now + *r.lease;
    last_token_ = last_token_.next();
    holds.push_back({last_token_, std::move(h)});
  }

  fencing_token last_token_;
  lock_arrival last_arrival_;
};

} // namespace ringleader
