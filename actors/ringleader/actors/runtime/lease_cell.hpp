// SPDX-License-Identifier: BSD-3-Clause
/// lease_cell: until when this node may act for its session. Written by the membership actor, read
/// before each delivery by whoever delivers. Empty (never valid) until the first renewal is
/// answered, and after a rebuild of the membership actor until one is answered again.
/// Thread-safe.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/ports/clock.hpp>

#include <atomic>

namespace ringleader {

class lease_cell {
public:
  void set(session_id session, instant until) {
    // Nobody may take the lease of one session for another's; a renewal has no gap.
    if (this->session() == session)
      return until_.store(until.time_since_epoch().count(), std::memory_order_release);
    until_.store(instant::min().time_since_epoch().count(), std::memory_order_release);
    session_.store(session.value, std::memory_order_release);
    until_.store(until.time_since_epoch().count(), std::memory_order_release);
  }

  void clear() { set(session_id{}, instant::min()); }

  session_id session() const { return session_id{session_.load(std::memory_order_acquire)}; }

  instant until() const { return instant{duration{until_.load(std::memory_order_acquire)}}; }

  /// For whoever acts in the name of one session: another one's lease is not its own.
  bool valid(const clock_port& clock, session_id mine) const {
    auto before = session();
    auto end = until();
    return before == mine && session() == mine && clock.now() < end;
  }

  bool valid(const clock_port& clock) const { return clock.now() < until(); }

private:
  std::atomic<std::uint64_t> session_{0};
  std::atomic<std::int64_t> until_{instant::min().time_since_epoch().count()};
};

} // namespace ringleader
