// SPDX-License-Identifier: BSD-3-Clause
/// store_format: what lmdb_store writes under which key (docs/formats.md).
///
///   key 01        format: the version of all this; the first key of every release
///   key 02        commit: transaction number, count and sum of the seals of all other items
///   key 03        identity: store id, cluster id, cluster name
///   key 04        hard state: term and vote
///   key 05        snapshot: index, term, configuration, size and number of its pieces
///   key 06 n      a piece of the snapshot's data, n big-endian from 0
///   key 10 index  log record, the index big-endian so that records sort
///
/// A value is its seal, 8 bytes little-endian, then the encoded payload. The seal is the xxh3 of
/// the payload seeded with that of the key, so a flipped byte or a value under a wrong key is
/// found; the sum in the commit record finds items that are missing, stale or too many. The seal
/// finds damage, not malice.
#pragma once

#include <ringleader/base/ports/log_store.hpp>

#include <string_view>

namespace ringleader {

inline constexpr std::uint32_t store_format_version = 1;

/// What one write of the store adds or removes.
struct store_commit {
  std::uint64_t transaction = 0;
  std::uint64_t count = 0;
  std::uint64_t sum = 0; // of seals, modulo 2^64: items come and go in any order
};

struct stored_item {
  std::string key;
  bytes value;
};

std::string commit_key();
std::string identity_key();
std::string record_key(log_index index);

/// EXPECTS a key of record_key().
log_index record_index(std::string_view key);
bool is_record_key(std::string_view key);
bool is_snapshot_key(std::string_view key);

/// A snapshot is stored in pieces of so many bytes, the last one shorter.
inline constexpr std::size_t snapshot_piece_size = 256 * 1024;

stored_item to_item(const store_commit& commit);
stored_item to_item(const store_identity& identity);
stored_item to_item(const hard_state& hard);
stored_item to_item(const log_record& record);

/// The head first, then the pieces.
std::vector<stored_item> to_items(const stored_snapshot& snapshot);

/// The item that says which release wrote the directory.
stored_item format_item(std::uint32_t version = store_format_version);

/// The first 8 bytes of a value. EXPECTS that many.
std::uint64_t seal_of(std::string_view value);

/// The payload's seal is right for that key.
bool is_sealed(std::string_view key, std::string_view value);

/// What the values under those keys say; corrupt if they are damaged.
result<store_commit> read_commit(std::string_view value);
result<store_identity> read_identity(std::string_view value);

/// Collects the items of one transaction in key order and checks all that can be checked.
class store_image {
public:
  explicit store_image(std::uint64_t transaction) : transaction_(transaction) {}

  /// corrupt or newer_format; the image is useless afterwards.
  result<void> add(std::string_view key, std::string_view value);

  /// After the last item: corrupt if anything is missing.
  result<stored_state> finish();

  const store_commit& commit() const { return commit_; }

private:
  result<void> add_record(std::string_view key, const bytes& payload);
  result<void> add_snapshot(std::string_view key, const bytes& payload);

  std::uint64_t transaction_;
  store_commit commit_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  bool format_seen_ = false;
  bool commit_seen_ = false;
  bool identity_seen_ = false;
  std::uint64_t snapshot_size_ = 0; // as the head says
  std::uint32_t pieces_ = 0;        // as the head says
  std::uint32_t pieces_seen_ = 0;
  stored_state state_;
};

} // namespace ringleader
