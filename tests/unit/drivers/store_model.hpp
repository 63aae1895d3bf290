// SPDX-License-Identifier: BSD-3-Clause
/// Random writes that a store in the state of the model may be given.
#pragma once

#include "store_fixture.hpp"

#include <ringleader/base/random.hpp>

namespace ringleader {

/// A snapshot somewhere in the log, or one from elsewhere that takes its place.
inline store_write random_snapshot(random_source& random, const stored_state& model,
                                   std::uint64_t id) {
  store_write batch;
  batch.id = ticket{id};
  std::uint64_t covered = model.snapshot ? model.snapshot->index.value : 0;
  std::uint64_t last = model.records.empty() ? covered : model.records.back().index.value;
  auto size = random.below(random.chance(200) ? 1'500'000 : 2000);
  if (last > covered && random.chance(800)) {
    auto index = covered + 1 + random.below(last - covered);
    batch.snapshot = snapshot_at(index, id, size);
    batch.drop_head_to = log_index{index - std::min(index, random.below(4))};
  } else {
    batch.truncate_from = log_index{covered + 1};
    batch.snapshot = snapshot_at(last + 1 + random.below(5), id, size);
    batch.drop_head_to = batch.snapshot->index;
  }
  return batch;
}

inline store_write random_write(random_source& random, const stored_state& model,
                                std::uint64_t id) {
  if (random.chance(60)) return random_snapshot(random, model, id);
  store_write batch;
  batch.id = ticket{id};
  if (random.chance(300)) batch.hard = hard_state{raft_term{id}, store_id{random.below(3)}};
  if (id == 5) batch.cluster = cluster_id{77};
  std::uint64_t covered = model.snapshot ? model.snapshot->index.value : 0;
  std::uint64_t last = model.records.empty() ? covered : model.records.back().index.value;
  if (last > covered && random.chance(200)) {
    auto most = last - covered;
    last -= random.below(std::min<std::uint64_t>(most, random.chance(100) ? most : 20)) + 1;
    batch.truncate_from = log_index{last + 1};
  }
  for (auto n = random.below(6); n > 0; --n)
    batch.append.push_back(record(++last, id, random.below(random.chance(100) ? 20'000 : 300)));
  return batch;
}

} // namespace ringleader
