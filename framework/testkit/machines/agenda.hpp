// SPDX-License-Identifier: BSD-3-Clause
/// agenda: what is going to happen in a simulated group, by true time; ties in the order of adding.
///
/// One flat struct for everything, since hundreds of thousands of them a second are added and
/// taken.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ringleader::testkit {

enum class happening_kind : std::uint8_t {
  message,      // frame from `from` arrives at `node`
  wakeup,       // the machine of `node` may be due, if still in life `number`
  disk,         // writes of `node` may have become durable, if still in life `number`
  told_durable, // `node` hears that the write `id` is durable, if still in life `number`
  told_failed,  // `node` hears that the write `id` failed, if still in life `number`
  client,       // client `number` acts
  strike,       // the nemesis acts
  restart,      // `node` starts, or starts again if it halted, if it is still in life `number`
  thaw,         // `node` runs on, if it is still in pause `number`
  mend,         // every link works again
  calm,         // the network is as the climate says
  disk_calm,    // the disk of `node` is as the climate says
  tend,         // after the faults: a learner that was removed comes back
};

struct happening {
  instant at;
  happening_kind what = happening_kind::message;
  std::size_t node = 0;
  std::size_t from = 0;
  std::uint64_t number = 0;
  ticket id; // of told_durable and told_failed
  bytes frame;
  std::uint64_t order = 0; // given by the agenda
};

class agenda {
public:
  bool empty() const { return heap_.empty(); }

  void add(happening entry) {
    entry.order = ++last_order_;
    heap_.push_back(std::move(entry));
    std::push_heap(heap_.begin(), heap_.end(), comes_later);
  }

  happening take() {
    EXPECTS(!heap_.empty());
    std::pop_heap(heap_.begin(), heap_.end(), comes_later);
    auto first = std::move(heap_.back());
    heap_.pop_back();
    return first;
  }

private:
  static bool comes_later(const happening& a, const happening& b) {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  }

  std::vector<happening> heap_;
  std::uint64_t last_order_ = 0;
};

} // namespace ringleader::testkit
