// SPDX-License-Identifier: BSD-3-Clause
/// audit: compares what the nodes acknowledged with the ledgers that they kept outside the cluster
/// and with the counts that the cluster has in the end.
///
/// lost     acked, but not applied by the activation that answers for the word now
/// doubled  in the ledgers more than once
#pragma once

#include "feed.hpp"

namespace demo {

/// What the cluster says of a word when all is over.
struct final_count {
  std::uint64_t count = 0;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
};

struct findings {
  std::size_t lost = 0;
  std::size_t lost_with_the_dead = 0; // of these, those that the killed node had applied
  std::size_t doubled = 0;
  std::size_t unknown_applied = 0; // unknown, and in a ledger
  std::size_t unrecorded = 0;      // acked, and in no ledger: must not be
  std::size_t miscounted = 0;      // words whose count is not the number of their records
};

/// counts: by number of the word.
findings audit(const text& words, const feed& fed, const std::vector<std::string>& ledgers,
               std::size_t dead, const std::vector<final_count>& counts);

} // namespace demo
