// SPDX-License-Identifier: BSD-3-Clause
/// timeline: the one true time of a simulated cluster, what is going to happen on it, and the hash
/// of what did.
///
///   world.at(world.now() + 2ms, [=] { deliver(frame); });
///   world.advance(world.next());      // runs everything that is due, in the order of adding
///
/// Time moves only in advance(). Two runs of one seed have equal hashes, or something in the
/// cluster depends on what is not in the seed.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/base/time.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace ringleader::testkit {

class timeline {
public:
  instant now() const { return now_; }

  /// EXPECTS when >= now().
  void at(instant when, std::function<void()> what) {
    EXPECTS(when >= now_);
    agenda_.emplace(std::make_pair(when, ++last_order_), std::move(what));
  }

  void after(duration wait, std::function<void()> what) { at(now_ + wait, std::move(what)); }

  /// When the next thing happens; never if nothing will.
  instant next() const { return agenda_.empty() ? never : agenda_.begin()->first.first; }

  /// Moves time without running what is due. EXPECTS that time does not go back.
  void advance(instant to) {
    EXPECTS(to >= now_);
    now_ = to;
    mix(static_cast<std::uint64_t>(to.time_since_epoch().count()));
  }

  void run_due() {
    while (!agenda_.empty() && agenda_.begin()->first.first <= now_) {
      auto first = agenda_.extract(agenda_.begin());
      first.mapped()();
    }
  }

  void mix(std::uint64_t value) { hash_ = stable_hash(hash_, value); }
  std::uint64_t hash() const { return hash_; }

private:
  instant now_{std::chrono::seconds{1}};
  std::map<std::pair<instant, std::uint64_t>, std::function<void()>> agenda_;
  std::uint64_t last_order_ = 0;
  std::uint64_t hash_ = 0;
};

} // namespace ringleader::testkit
