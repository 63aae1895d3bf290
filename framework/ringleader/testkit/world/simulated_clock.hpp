// SPDX-License-Identifier: BSD-3-Clause
/// simulated_clock: what one process sees of the simulation's time.
///
/// The simulation has one true time; each process reads it through an own offset and an own rate
/// that is wrong by up to some per cent. Instants of two processes cannot be compared, which is
/// what `instant` promises and no more. A restarted process gets a new clock.
///
///   simulated_clock clock{world, offset, rate_error_ppm};
///   machine.step(event, clock.at(world));
///   wake(clock.world_of(machine.next_deadline()));
///
/// Invariant: at() never decreases with `world`, and at(world_of(x)) >= x.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/time.hpp>

namespace ringleader::testkit {

class simulated_clock {
public:
  simulated_clock() = default;

  /// rate_error_ppm: millionths by which this clock runs fast (or slow, if negative).
  simulated_clock(instant started, duration offset, std::int64_t rate_error_ppm)
    : started_(started), offset_(offset), rate_error_ppm_(rate_error_ppm) {
    EXPECTS(rate_error_ppm > -million && rate_error_ppm < million);
  }

  /// What the process reads at the true time `world`.
  instant at(instant world) const {
    auto elapsed = world - started_;
    return instant{offset_ + elapsed + error_of(elapsed)};
  }

  /// The first true time at which the process reads `local` or later; never for never.
  instant world_of(instant local) const {
    if (local == never) return never;
    auto wanted = local.time_since_epoch() - offset_;
    if (wanted <= duration::zero()) return started_;
    // Split, so that years of nanoseconds times a million do not overflow.
    auto rate = million + rate_error_ppm_;
    auto whole = wanted.count() / rate * million;
    auto rest = wanted.count() % rate * million;
    auto world = started_ + duration{whole + (rest + rate - 1) / rate};
    // at() rounds, so the division above may miss by one.
    while (world > started_ && at(world - duration{1}) >= local) world -= duration{1};
    while (at(world) < local) world += duration{1};
    return world;
  }

private:
  static constexpr std::int64_t million = 1'000'000;

  duration error_of(duration elapsed) const {
    auto n = elapsed.count();
    return duration{n / million * rate_error_ppm_ + n % million * rate_error_ppm_ / million};
  }

  instant started_;
  duration offset_ = duration::zero();
  std::int64_t rate_error_ppm_ = 0;
};

} // namespace ringleader::testkit
