// SPDX-License-Identifier: BSD-3-Clause
/// examine: can a node go on from what a directory holds? Everything in it is read as a node reads
/// it, records, configurations, the snapshot, and each command is applied.
///
///   if (auto ok = check_start(stored); !ok) complain(ok.error());  // no node starts from it
///   auto seen = examine(stored);
///   if (seen && seen->malformed != 0) say(seen->why);              // these change nothing
///
/// A store finds what a disk damaged. This finds what was written as it is and makes no sense.
#pragma once

#include <ringleader/consensus/types.hpp>
#include <ringleader/registry/registry.hpp>

namespace ringleader::formation {

struct examination {
  std::uint64_t commands = 0;
  /// Entries that are no command of this release, or one with a field out of its range.
  std::uint64_t malformed = 0;
  log_index first_malformed;
  std::string why; ///< of the first
  /// What all of the log builds, whether or not a majority knew of its end.
  registry::registry built;
};

/// malformed: the records do not follow each other, or something in them is none of ours.
/// newer_format: a later release wrote it.
result<examination> examine(const stored_state& stored);

/// The same without the commands and the state: only that the log is one.
result<void> check_log(const stored_state& stored);

/// That, and a term that goes with it: what a start asks, and `recover`, which makes a new term,
/// does not.
result<void> check_start(const stored_state& stored);

} // namespace ringleader::formation
