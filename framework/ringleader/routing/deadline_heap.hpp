// SPDX-License-Identifier: BSD-3-Clause
/// deadline_heap: numbers by when they are due, each to be taken out again at any time. A binary
/// heap that knows where each number stands: what comes in the order of its deadlines costs a few
/// steps, and no allocation once it was as large before.
///
///   heap.add(7, deadline, order);         // order: which of equal deadlines comes first
///   if (!heap.empty() && heap.first_due() <= now) take(heap.first());
///   heap.remove(7);
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/time.hpp>

#include <cstdint>
#include <vector>

namespace ringleader::routing {

class deadline_heap {
public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  bool has(std::uint32_t number) const {
    return number < places_.size() && places_[number] != nowhere;
  }

  /// EXPECTS not empty.
  std::uint32_t first() const {
    EXPECTS(!empty());
    return heap_.front().number;
  }
  instant first_due() const {
    EXPECTS(!empty());
    return heap_.front().due;
  }

  /// EXPECTS that it does not have the number.
  void add(std::uint32_t number, instant due, std::uint64_t order) {
    EXPECTS(!has(number));
    if (places_.size() <= number) places_.resize(number + 1, nowhere);
    heap_.push_back({due, order, number});
    rise(heap_.size() - 1);
  }

  /// EXPECTS that it has the number.
  void remove(std::uint32_t number) {
    EXPECTS(has(number));
    auto at = places_[number];
    places_[number] = nowhere;
    auto last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    heap_[at] = last;
    places_[last.number] = at;
    sink(at);
    rise(places_[last.number]);
  }

private:
  struct entry {
    instant due;
    std::uint64_t order = 0;
    std::uint32_t number = 0;
  };

  static constexpr std::size_t nowhere = SIZE_MAX;

  static bool before(const entry& a, const entry& b) {
    return a.due != b.due ? a.due < b.due : a.order < b.order;
  }

  void place(std::size_t at, const entry& what) {
    heap_[at] = what;
    places_[what.number] = at;
  }

  void rise(std::size_t at) {
    auto what = heap_[at];
    while (at > 0 && before(what, heap_[(at - 1) / 2])) {
      place(at, heap_[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    place(at, what);
  }

  void sink(std::size_t at) {
    auto what = heap_[at];
    for (auto next = 2 * at + 1; next < heap_.size(); next = 2 * at + 1) {
      if (next + 1 < heap_.size() && before(heap_[next + 1], heap_[next])) ++next;
      if (!before(heap_[next], what)) break;
      place(at, heap_[next]);
      at = next;
    }
    place(at, what);
  }

  std::vector<entry> heap_;
  std::vector<std::size_t> places_; // by number
};

} // namespace ringleader::routing
