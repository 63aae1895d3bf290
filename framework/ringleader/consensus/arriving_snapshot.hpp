// SPDX-License-Identifier: BSD-3-Clause
/// arriving_snapshot: a snapshot of which the first bytes are here, hashed as they come.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/base/ids.hpp>

#include <algorithm>
#include <cstdint>

namespace ringleader::consensus {

struct arriving_snapshot {
  arriving_snapshot(log_index at, raft_term in, std::uint64_t bytes_total, std::uint64_t hash_told,
                    std::uint64_t bytes_of_members)
    : index(at), term(in), total(bytes_total), digest(hash_told), members_size(bytes_of_members) {}

  std::uint64_t size() const { return members.size() + data.size(); }

  void add(const bytes& piece) {
    hash.add(as_view(piece));
    auto of_members = std::min<std::uint64_t>(piece.size(), members_size - members.size());
    auto middle = piece.begin() + static_cast<std::ptrdiff_t>(of_members);
    members.insert(members.end(), piece.begin(), middle);
    data.insert(data.end(), middle, piece.end());
  }

  log_index index;
  raft_term term;
  std::uint64_t total = 0;
  std::uint64_t digest = 0; // as the sender says
  std::uint64_t members_size = 0;
  stable_hasher hash; // of what is here
  bytes members;      // encoded, the first of it
  bytes data;
};

} // namespace ringleader::consensus
