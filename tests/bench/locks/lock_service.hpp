// SPDX-License-Identifier: BSD-3-Clause
/// lock_service: what the lock figures compare: three members of one lock service, each with some
/// clients that acquire and release one lock after the other.
///
///   lock_window what{{22, 21, 21}, false, begin, end, 3};
///   std::vector<double> pairs = service.run(what);   // microseconds of each pair within the
///   window
///
/// A pair runs from the acquire to the answer of the release. All services measure alike: the
/// clients run from the call on, and a pair counts if it ended within [begin, end), which is
/// warm-up before and no wind-down behind.
#pragma once

#include "../figures.hpp"

#include <array>
#include <cstdint>
#include <numeric>
#include <string>

namespace ringleader::bench {

constexpr std::size_t lock_members = 3;

struct lock_window {
  std::array<std::uint32_t, lock_members> clients{}; // at each member
  bool contended = false;                            // all on one name, else each on its own
  watch::time_point begin;
  watch::time_point end;
  std::uint32_t number = 0; // of the windows of this run

  /// Of a client, counted through all members.
  std::string name_of(std::size_t member, std::uint32_t client) const {
    return contended ? "contended" : "own-" + std::to_string(client * lock_members + member);
  }
};

/// The pairs of one thread within a window.
class pair_times {
public:
  explicit pair_times(const lock_window& what) : begin_(what.begin), end_(what.end) {}

  /// A pair that began then ends now; false: the time is over.
  bool ended(watch::time_point began) {
    auto now = watch::now();
    if (now < begin_) return true;
    if (now >= end_) return false;
    took_us_.push_back(std::chrono::duration<double, std::micro>(now - began).count());
    return true;
  }

  const std::vector<double>& took_us() const { return took_us_; }

private:
  watch::time_point begin_;
  watch::time_point end_;
  std::vector<double> took_us_;
};

class lock_service {
public:
  virtual ~lock_service() = default;
  virtual std::string name() const = 0;
  virtual std::vector<double> run(const lock_window& what) = 0;
};

} // namespace ringleader::bench
