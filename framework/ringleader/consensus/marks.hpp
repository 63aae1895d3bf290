// SPDX-License-Identifier: BSD-3-Clause
/// heard_marks: when a voter was last told that somebody was heard from, by key; in memory only.
///
///   memory.record(session, now);            // the leader says so
///   memory.unknown_at(now), memory.known(now);
///
/// A leader that answers a renewal first lets a majority of the voters remember it, so that the
/// next one, whose votes come from a majority too, knows of every renewal that was answered. What
/// a voter cannot know is covered by one instant for all keys that it does not list: the latest at
/// which one of them could have been recorded and forgotten.
///
/// Does not promise to remember: restarts, time and too many keys make it forget. It promises never
/// to say that somebody was heard from earlier than it may have been.
///
/// Invariant: for every key recorded at t, unknown_at >= t or the key is listed at t or later.
#pragma once

#include <ringleader/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace ringleader::consensus {

using heard_at = std::pair<std::uint64_t, instant>; // key, when

class heard_marks {
public:
  /// EXPECTS keys_max of one or more.
  heard_marks(duration memory, std::size_t keys_max, instant now);

  /// Forgets the key that was not heard from for longest if there are too many.
  void record(std::uint64_t key, instant now);

  /// False: recording it would make it forget another one that is not out of date.
  bool has_room_for(std::uint64_t key, instant now);

  /// Nothing that was recorded elsewhere before `now` can be known here.
  void start_over(instant now);

  /// Keys that are not listed were not heard from after this instant, as far as it was asked to
  /// remember.
  instant unknown_at(instant now) const;

  /// Those heard from after unknown_at, by key.
  std::vector<heard_at> known(instant now) const;

private:
  void drop_old(instant now);

  duration memory_;
  std::size_t keys_max_;
  instant floor_; // nothing is known of before: the start, or what was forgotten for want of room
  std::map<std::uint64_t, instant> marks_;
};

/// What the votes of a majority tell: the latest instant of each key over all of them.
class gathered_marks {
public:
  void add(instant unknown_at, const std::vector<heard_at>& known);

  instant unknown_at() const { return unknown_at_; }
  /// Those heard from after unknown_at, by key.
  std::vector<heard_at> known() const;

private:
  instant unknown_at_ = instant::min();
  std::map<std::uint64_t, instant> latest_;
};

/// An age as a vote carries it: whole milliseconds, rounded down, so never overstated.
std::uint32_t age_in_ms(instant at, instant now);

} // namespace ringleader::consensus
