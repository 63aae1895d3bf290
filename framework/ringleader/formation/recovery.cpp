// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/recovery.hpp>

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/consensus/reach.hpp>
#include <ringleader/formation/examination.hpp>

#include <algorithm>

namespace ringleader::formation {

result<stored_state> recovered(stored_state from, store_id fresh_store, cluster_id fresh_cluster) {
  EXPECTS(fresh_store && fresh_cluster);
  if (auto readable = check_log(from); !readable) return readable.error();
  if (from.records.empty() && !from.snapshot)
    return {errc::not_found,
            "the directory holds no log: start the node with an empty directory instead"};
  consensus::configuration alone{fresh_cluster, {fresh_store}, {}};
  auto last = from.snapshot ? from.snapshot->index : log_index{};
  auto term = from.snapshot ? from.snapshot->term : raft_term{};
  if (!from.records.empty()) {
    last = from.records.back().index;
    term = std::max(term, from.records.back().term);
  }
  if (term.value >= consensus::term_max || last.value >= consensus::index_max)
    return {errc::malformed, "term " + to_string(term) + " at index " + to_string(last) +
                               " is beyond what a log can reach: recover another survivor, or "
                               "restore a backup"};
  // What it promised beyond its log binds nobody in the new cluster: a term that no election
  // reached is not carried over.
  if (from.hard.term > term && from.hard.term.value - term.value <= consensus::term_step_max)
    term = from.hard.term;
  // Not voted in yet, so that the machine opens a term of its own above it.
  from.hard = {term.next(), store_id{}};
  from.records.push_back(consensus::to_record(
    {last.next(), from.hard.term, consensus::entry_kind::configuration, encode(alone)}));
  // Whoever is fed the snapshot must not take the lost voters for its own meanwhile.
  if (from.snapshot) from.snapshot->configuration = encode(alone);
  from.identity.store = fresh_store;
  from.identity.cluster = fresh_cluster;
  return from;
}

} // namespace ringleader::formation
