// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/rebirth.hpp>
#include <ringleader/formation/recovery.hpp>
#include <ringleader/registry/registry.hpp>

namespace ringleader::formation {

namespace {

/// The registry that the whole log builds, whether or not a majority knew of its end.
result<registry::registry> build_registry(const stored_state& from) {
  registry::registry built;
  if (from.snapshot) {
    auto restored = registry::registry::restore(from.snapshot->data);
    if (!restored) return restored.error();
    built = std::move(*restored);
  }
  auto covered = from.snapshot ? from.snapshot->index : log_index{};
  for (auto& record : from.records) {
    auto e = consensus::to_entry(record);
    if (!e) return e.error();
    if (e->index <= covered || e->kind != consensus::entry_kind::command) continue;
    built.apply(e->index, e->data);
    if (auto known = registry::understands(built.settings()); !known) return known.error();
  }
  return built;
}

} // namespace

result<stored_state> reborn(stored_state from, store_id fresh_store, cluster_id fresh_cluster) {
  if (!from.identity.cluster)
    return {errc::refused, "it never belonged to a cluster; start a node on it as it is"};
  auto built = build_registry(from);
  if (!built) return built.error();
  auto state = recovered(std::move(from), fresh_store, fresh_cluster);
  if (!state) return state;
  EXPECTS(!state->records.empty());
  auto& last = state->records.back();
  registry::command skip = registry::skip_tokens{built->last_token(), tokens_skipped};
  consensus::entry e{last.index.next(), last.term, consensus::entry_kind::command,
                     registry::encode_entry(built->now(), {std::nullopt, std::move(skip)})};
  state->records.push_back(consensus::to_record(e));
  return state;
}

} // namespace ringleader::formation
