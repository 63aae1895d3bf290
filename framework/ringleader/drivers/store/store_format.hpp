// SPDX-License-Identifier: BSD-3-Clause
/// store_format: what lmdb_store writes under which key (docs/formats.md).
///
///   key 01        format: the version of all this; the first key of every release
///   key 02        commit: transaction number, count and sum of the seals of all other items
///   key 03        identity: store id, cluster id, cluster name
///   key 04        hard state: term and vote
///   key 05        snapshot: index, term, configuration, size, number and generation of its pieces
///   key 06 n      format 1: a piece of the snapshot's data, n big-endian from 0
///   key 07 g n    a piece of data of generation g, from 1; both big-endian
///   key 08        backup: the file is a copy, which no node may go on with
///   key 09        journal: up to where the file has what the journal before it holds
///   key 10 index  log record, the index big-endian so that records sort
///
/// A value is its seal, 8 bytes little-endian, then the encoded payload. The seal is the xxh3 of
/// the payload seeded with that of the key, so a flipped byte or a value under a wrong key is
/// found; the sum in the commit record finds items that are missing, stale or too many. The seal
/// finds damage, not malice.
///
/// Pieces are written before the snapshot that they make up, and removed after it is replaced, so
/// that neither takes one long transaction. Pieces of another generation than the snapshot's are
/// left over, by a crash in between for example: they are checked like all items and then ignored.
/// Format 1 wrote the pieces with the snapshot; it is read as generation 0 and becomes format 2
/// with the first write. Format 2 had no journal; the first write adds its mark.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/journal_mark.hpp>

#include <optional>
#include <string_view>

namespace ringleader {

inline constexpr std::uint32_t store_format_version = 3;

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
std::string format_key();
std::string snapshot_key();
std::string hard_key();
std::string backup_key();
std::string journal_key();

/// The generation that a piece belongs to; 0 for one of format 1, none for other keys.
std::optional<std::uint64_t> piece_generation(std::string_view key);
/// Keys of pieces of that generation, from 1, are not less, those of earlier ones are.
std::string first_piece_key(std::uint64_t generation);

/// A snapshot is stored in pieces of so many bytes, the last one shorter.
inline constexpr std::size_t snapshot_piece_size = 256 * 1024;

stored_item to_item(const store_commit& commit);
stored_item to_item(const store_identity& identity);
stored_item to_item(const hard_state& hard);
stored_item to_item(const log_record& record);

/// The snapshot without its data, which lies in the pieces of that generation.
stored_item to_item(const stored_snapshot& snapshot, std::uint64_t generation);

/// How many pieces that much data makes.
std::uint32_t count_pieces(std::size_t size);
/// EXPECTS number < count_pieces(data.size()) and a generation from 1.
stored_item piece_of(const shared_bytes& data, std::uint64_t generation, std::uint32_t number);

stored_item to_item(const journal_mark& mark);

/// Marks a copy.
stored_item backup_item();

/// The item that says which release wrote the directory.
stored_item format_item(std::uint32_t version = store_format_version);

/// The first 8 bytes of a value. EXPECTS that many.
std::uint64_t seal_of(std::string_view value);

/// The payload's seal is right for that key.
bool is_sealed(std::string_view key, std::string_view value);

/// For messages: "log record 7", "the snapshot".
std::string name_of_item(std::string_view key);

// What the values under these keys say; corrupt if they are damaged or lie under a wrong key.

result<store_commit> read_commit(std::string_view value);
result<std::uint32_t> read_format(std::string_view value);
result<store_identity> read_identity(std::string_view value);
result<hard_state> read_hard(std::string_view value);
result<journal_mark> read_mark(std::string_view value);
/// A snapshot without its data.
struct snapshot_head {
  stored_snapshot of;
  std::uint64_t size = 0;
  std::uint32_t pieces = 0;
  std::uint64_t generation = 0; // 0: of format 1
};
result<snapshot_head> read_head(std::string_view value);

struct snapshot_piece {
  std::uint32_t number = 0;
  bytes data;
};
result<snapshot_piece> read_piece(std::string_view key, std::string_view value);

result<log_record> read_record(std::string_view key, std::string_view value);

} // namespace ringleader
