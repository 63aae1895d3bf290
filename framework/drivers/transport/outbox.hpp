// SPDX-License-Identifier: BSD-3-Clause
/// outbox: what waits to be written on one connection, already in wire form and in one piece, so
/// that everything queued meanwhile leaves in one write. Any thread puts, the transport's takes.
///
/// Invariant: waiting data and what was taken last never exceed `largest` bytes together; control
/// frames are few and small and always fit.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/drivers/transport/framing.hpp>

#include <mutex>

namespace ringleader {

class outbox {
public:
  explicit outbox(std::size_t largest) : largest_(largest) {}

  /// none, overloaded or unreachable (closed). wake: nobody is writing, so the caller must see to
  /// it.
  errc put(std::uint8_t channel, const bytes& body, bool& wake) {
    std::lock_guard<std::mutex> hold{mutex_};
    if (closed_) return errc::unreachable;
    if (taken_ + waiting_.size() + body.size() + frame_overhead > largest_) return errc::overloaded;
    put_data(waiting_, channel, body);
    wake = !awake_;
    awake_ = true;
    return errc::none;
  }

  /// True if the caller must see to the writing.
  bool put_control_frame(frame_kind kind, const bytes& body) {
    std::lock_guard<std::mutex> hold{mutex_};
    if (closed_) return false;
    put_control(waiting_, kind, body);
    return !std::exchange(awake_, true);
  }

  /// Swaps all that waits into `out`, whose old content counts as written. False: there was
  /// nothing, and the next put wakes again.
  bool take(bytes& out) {
    out.clear();
    if (out.capacity() > keep_bytes) bytes{}.swap(out); // a burst must not hold its memory for ever
    std::lock_guard<std::mutex> hold{mutex_};
    out.swap(waiting_);
    taken_ = out.size();
    awake_ = taken_ > 0;
    return awake_;
  }

  void close() {
    std::lock_guard<std::mutex> hold{mutex_};
    closed_ = true;
    bytes{}.swap(waiting_);
  }

private:
  static constexpr std::size_t keep_bytes = 1 << 20;

  std::mutex mutex_;
  bytes waiting_;
  std::size_t taken_ = 0;
  bool awake_ = false;
  bool closed_ = false;
  const std::size_t largest_;
};

} // namespace ringleader
