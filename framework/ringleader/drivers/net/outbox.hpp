// SPDX-License-Identifier: BSD-3-Clause
/// outbox: what waits to be written on one connection, already in wire form and in large pieces, so
/// that what was queued meanwhile leaves in few writes. Any thread puts, the transport's takes.
///
/// Invariant: waiting data and the piece taken last together never exceed `largest` bytes and the
/// overhead of one frame; control frames are few and small and always fit.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/drivers/net/framing.hpp>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

namespace ringleader::net {

class outbox {
public:
  explicit outbox(std::size_t largest) : largest_(largest) {}

  /// none, overloaded or unreachable (closed). wake: nobody is writing, so the caller must see to
  /// it.
  errc put(std::uint8_t channel, const bytes& body, bool& wake) {
    std::lock_guard<std::mutex> hold{mutex_};
    if (closed_) return errc::unreachable;
    if (queued_ + body.size() > largest_) return errc::overloaded;
    auto size = body.size() + frame_overhead;
    put_data(piece_for(size), channel, body);
    queued_ += size;
    wake = !std::exchange(awake_, true);
    return errc::none;
  }

  /// True if the caller must see to the writing.
  bool put_control_frame(frame_kind kind, const bytes& body) {
    std::lock_guard<std::mutex> hold{mutex_};
    if (closed_) return false;
    auto& piece = piece_for(body.size() + frame_overhead);
    auto before = piece.size();
    put_control(piece, kind, body);
    queued_ += piece.size() - before;
    return !std::exchange(awake_, true);
  }

  /// Swaps the next piece into `out`, whose old content counts as written. False: there is none,
  /// and the next put wakes again.
  bool take(bytes& out) {
    bytes written; // a large one is freed outside of the lock
    written.swap(out);
    auto size = written.size();
    written.clear();
    std::lock_guard<std::mutex> hold{mutex_};
    queued_ -= size;
    if (written.capacity() <= piece_bytes) spare_.swap(written);
    awake_ = !waiting_.empty();
    if (!awake_) return false;
    out.swap(waiting_.front());
    waiting_.pop_front();
    return true;
  }

  void close() {
    std::lock_guard<std::mutex> hold{mutex_};
    closed_ = true;
    waiting_.clear();
  }

private:
  static constexpr std::size_t piece_bytes = 256 << 10; // larger ones save no system calls

  /// The last piece, if it has room for so much, or a new one.
  bytes& piece_for(std::size_t size) {
    if (waiting_.empty() || waiting_.back().size() + size > piece_bytes) {
      waiting_.push_back(std::exchange(spare_, {}));
      waiting_.back().reserve(waiting_.size() > 1 ? std::max(size, piece_bytes) : size);
    }
    return waiting_.back();
  }

  std::mutex mutex_;
  std::deque<bytes> waiting_;
  bytes spare_; // written and empty, kept for its memory
  std::size_t queued_ = 0;
  bool awake_ = false;
  bool closed_ = false;
  const std::size_t largest_;
};

} // namespace ringleader::net
