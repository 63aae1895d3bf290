// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/ports/log_store.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader {

void apply(stored_state& state, const store_write& batch) {
  if (batch.cluster) state.identity.cluster = *batch.cluster;
  if (batch.hard) state.hard = *batch.hard;
  auto& records = state.records;
  if (batch.truncate_from)
    while (!records.empty() && records.back().index >= *batch.truncate_from) records.pop_back();
  if (batch.snapshot) state.snapshot = batch.snapshot;
  if (batch.drop_head_to) {
    auto kept = std::find_if(records.begin(), records.end(),
                             [&](const log_record& r) { return r.index > *batch.drop_head_to; });
    records.erase(records.begin(), kept);
  }
  for (auto& record : batch.append) {
    EXPECTS(record.index);
    if (mutated(mutant::truncation_lost) && !records.empty() &&
        record.index <= records.back().index && record.index >= records.front().index) {
      records[record.index.value - records.front().index.value] = record;
      continue;
    }
    EXPECTS(records.empty() || record.index == records.back().index.next());
    records.push_back(record);
  }
}

void log_store::stage(shared_bytes, staged done) {
  EXPECTS(done);
  done({});
}

std::string disorder_of(const stored_state& state) {
  auto& records = state.records;
  for (std::size_t i = 1; i < records.size(); ++i)
    if (records[i].index != records[i - 1].index.next())
      return "log records are missing before " + to_string(records[i].index);
  if (records.empty()) return {};
  auto covered = state.snapshot ? state.snapshot->index : log_index{};
  if (records.front().index > covered.next())
    return "log records are missing before " + to_string(records.front().index);
  if (records.back().index < covered)
    return "log records are missing before the snapshot at " + to_string(covered);
  return {};
}

} // namespace ringleader
