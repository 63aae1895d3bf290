// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_serving.hpp>

#include <algorithm>

namespace ringleader::testkit {

void simulated_serving::ended() {
  session_ = {};
  drained_.clear();
  owned_ = 0;
}

/// What is to move it serves no more, from before the command leaves.
void simulated_serving::saw(part_desk& desk, const std::vector<registry::event>&, bool) {
  if (auto own = desk.own_session(); own != session_) {
    ended();
    session_ = own;
  }
  owned_ = 0;
  if (!session_) return;
  registry::drained what;
  const auto& entries = desk.state.table()->entries;
  for (std::uint32_t p = 0; p < entries.size(); ++p) {
    if (entries[p].owner != session_) continue;
    if (!entries[p].move) {
      owned_ |= std::uint64_t{1} << p;
      continue;
    }
    auto known = std::make_pair(p, entries[p].move->id);
    if (std::find(drained_.begin(), drained_.end(), known) != drained_.end()) continue;
    drained_.push_back(known);
    what.moves.push_back({partition_id{p}, entries[p].epoch, entries[p].move->id});
  }
  if (!what.moves.empty()) desk.propose(std::move(what));
}

std::uint64_t simulated_serving::roles(const simulated_cells& cells) const {
  return session_ == cells.session ? owned_ : 0;
}

} // namespace ringleader::testkit
