// SPDX-License-Identifier: BSD-3-Clause
/// agenda: what is going to happen in a simulated group, by true time; ties in the order of adding.
///
/// One small flat struct for everything, since a million of them a second are added and taken; what
/// a message says waits elsewhere (in_flight.hpp).
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ringleader::testkit {

enum class happening_kind : std::uint8_t {
  message,      // what is in flight as `number` arrives at `node` from `from`
  wakeup,       // the machine of `node` may be due, if still in life `number`
  timer,        // the same for what runs above it
  disk,         // writes of `node` may have become durable, if still in life `number`
  told_durable, // `node` hears that the write `id` is durable, if still in life `number`
  told_failed,  // `node` hears that the write `id` failed, if still in life `number`
  flush,        // `node` takes what gathered, if still in life `number`; the same for all these:
  staged,       // `node` has stored what a snapshot up to index `id` holds
  refused,      // what `node` asked under the cookie `id` could not even be proposed
  revive,       // the part `id` of `node` runs again
  work,         // the applications of `node` ask for something
  ask,          // `node` asks to be fed the log, if it hears no leader
  strike,       // the nemesis acts
  crash,        // `node` dies, if still in life `number`
  restart,      // `node` starts, or starts again if it halted, if it is still in life `number`
  thaw,         // `node` runs on, if it is still in pause `number`
  mend,         // every link works again
  calm,         // the network is as the climate says
  disk_calm,    // the disk of `node` is as the climate says
  lie,          // the hostile member speaks
};

struct happening {
  instant at;
  happening_kind what = happening_kind::message;
  std::uint8_t from = 0;
  std::uint32_t node = 0;
  std::uint64_t number = 0;
  ticket id; // of told_durable, told_failed, staged, refused and revive
};

class agenda {
public:
  bool empty() const { return heap_.empty(); }

  void add(const happening& entry) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back(entry);
    } else {
      slot = free_.back();
      free_.pop_back();
      entries_[slot] = entry;
    }
    heap_.push_back({entry.at, ++last_order_, slot});
    std::push_heap(heap_.begin(), heap_.end(), comes_later{});
  }

  happening take() {
    EXPECTS(!heap_.empty());
    std::pop_heap(heap_.begin(), heap_.end(), comes_later{});
    auto slot = heap_.back().slot;
    heap_.pop_back();
    free_.push_back(slot);
    return entries_[slot];
  }

private:
  struct place {
    instant at;
    std::uint32_t order; // of adding; a run has fewer than 2^32 happenings
    std::uint32_t slot;  // in entries_
  };

  struct comes_later {
    bool operator()(const place& a, const place& b) const {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };

  // The heap moves places, not entries: it was a third of a simulation's time.
  std::vector<place> heap_;
  std::vector<happening> entries_;
  std::vector<std::uint32_t> free_; // slots
  std::uint32_t last_order_ = 0;
};

} // namespace ringleader::testkit
