// SPDX-License-Identifier: BSD-3-Clause
/// journal_mark: up to where a data file has what the journal before it holds (journal.hpp).
///
/// The mark lies in the data file and changes in the transaction that brings the writes, so that
/// data file and mark agree after every crash.
#pragma once

#include <cstdint>

namespace ringleader {

struct journal_mark {
  std::uint64_t sequence = 0; // of the last group of writes that the data file has
  std::uint64_t round = 0;    // in which the journal goes on behind it
  std::uint64_t sector = 1;   // of that round's file, where it goes on

  friend bool operator==(const journal_mark& a, const journal_mark& b) {
    return a.sequence == b.sequence && a.round == b.round && a.sector == b.sector;
  }
};

} // namespace ringleader
