// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_check: reads an LMDB 0.9 data file without LMDB, trusting no byte of it.
///
/// LMDB maps its file and follows the page numbers that it finds; a damaged file gives it wrong
/// answers or a crash. So lmdb_store walks the file first, with plain reads: both meta pages, every
/// page of the main and of the free tree, every node. What passes is safe to open: page numbers lie
/// in the file, no page is used twice, keys ascend within the bounds of their parents, nodes fill
/// their pages exactly.
///
/// The two meta pages must be consecutive transactions, each in the place of its parity, as LMDB
/// alternates them. Whether the tree of a meta page really belongs to that transaction only the
/// items can tell (store_format.hpp); visit_older exists so that both are asked.
///
/// Does not understand named databases, duplicate keys, or other page layouts than those of 64-bit
/// little-endian hosts. Pages that only the free list names may lie behind the end of the file:
/// LMDB does not write a page that it frees in the same transaction.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/drivers/store/lmdb_meta.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace ringleader {

class lmdb_check {
public:
  using visitor = lmdb_visitor;

  /// Opens read-only and checks both meta pages. corrupt, newer_format or io_error.
  static result<lmdb_check> open(const std::string& path);

  lmdb_check(lmdb_check&& other) noexcept;
  lmdb_check(const lmdb_check&) = delete;
  lmdb_check& operator=(const lmdb_check&) = delete;
  ~lmdb_check();

  const lmdb_meta& newest() const { return metas_[newest_]; }
  const lmdb_meta& older() const { return metas_[1 - newest_]; }

  std::uint64_t size() const { return file_size_; }

  /// Walks the whole tree of the newest transaction, free list included.
  result<void> visit_newest(const visitor& visit) const;

  /// Walks the items of the transaction before it.
  result<void> visit_older(const visitor& visit) const;

private:
  explicit lmdb_check(int descriptor) : descriptor_(descriptor) {}

  result<void> read_metas();

  int descriptor_;
  std::uint64_t file_size_ = 0;
  std::array<lmdb_meta, 2> metas_;
  std::size_t newest_ = 0;
};

} // namespace ringleader
