// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/examination.hpp>
#include <ringleader/formation/rebuild.hpp>
#include <ringleader/formation/recovery.hpp>

namespace ringleader::formation {

result<stored_state> reborn(stored_state from, store_id fresh_store, cluster_id fresh_cluster) {
  if (!from.identity.cluster)
    return {errc::refused, "it never belonged to a cluster; start a node on it as it is"};
  auto seen = examine(from);
  if (!seen) return seen.error();
  auto state = recovered(std::move(from), fresh_store, fresh_cluster);
  if (!state) return state;
  EXPECTS(!state->records.empty());
  auto& last = state->records.back();
  registry::command skip = registry::skip_tokens{seen->built.last_token(), tokens_skipped};
  consensus::entry e{last.index.next(), last.term, consensus::entry_kind::command,
                     registry::encode_entry(seen->built.now(), {std::nullopt, std::move(skip)})};
  state->records.push_back(consensus::to_record(e));
  return state;
}

} // namespace ringleader::formation
