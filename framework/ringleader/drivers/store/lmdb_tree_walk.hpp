// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_tree_walk: walks the B-trees of one transaction of an LMDB 0.9 data file with plain reads.
/// Part of lmdb_check, which says what is checked and why.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/drivers/store/lmdb_meta.hpp>

#include <optional>

namespace ringleader {

/// Bytes read from the file. EXPECTS every access to lie within.
class lmdb_bytes {
public:
  /// io_error, or corrupt if the file ends before.
  result<void> read(int descriptor, std::uint64_t offset, std::size_t size);

  std::size_t size() const { return data_.size(); }
  std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t u32(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t u64(std::size_t at) const { return number(at, 8); }
  std::string_view view(std::size_t at, std::size_t size) const;

private:
  std::uint64_t number(std::size_t at, std::size_t width) const;

  bytes data_;
};

class lmdb_tree_walk {
public:
  lmdb_tree_walk(int descriptor, std::uint64_t file_size, const lmdb_meta& meta);

  /// All items, until `visit` answers false.
  result<void> main(const lmdb_visitor& visit);

  /// The free list: after main(), so that a page both used and free is found.
  result<void> free();

private:
  struct tally {
    std::uint64_t branch_pages = 0;
    std::uint64_t leaf_pages = 0;
    std::uint64_t overflow_pages = 0;
    std::uint64_t entries = 0;
  };

  /// Keys at or above `low` and below `high`.
  struct bounds {
    std::string low;
    std::optional<std::string> high;
  };

  struct node {
    std::size_t at = 0;
    std::uint16_t flags = 0;
    std::uint32_t low_bits = 0; // leaf: size of the value; branch: part of the page number
    std::string key;
  };

  bool walk(const lmdb_tree& tree, bool integer_keys, const lmdb_visitor& visit);
  bool visit_page(std::uint64_t number, unsigned level, const bounds& within);
  bool visit_branch(const std::vector<node>& nodes, unsigned level, const bounds& within);
  bool visit_leaf(const lmdb_bytes& page, const std::vector<node>& nodes);
  bool visit_overflow(std::uint64_t number, std::string_view key, std::uint32_t size);
  bool read_nodes(const lmdb_bytes& page, bool leaf, std::vector<node>& nodes);
  bool keys_ascend(const std::vector<node>& nodes, bool leaf, const bounds& within);
  bool read_page(std::uint64_t number, std::uint64_t count, lmdb_bytes& page);
  bool claim(std::uint64_t number);
  bool claim_listed(std::string_view key, std::string_view list);
  bool damaged(std::uint64_t page, const char* why);

  const int descriptor_;
  const std::uint64_t file_pages_;
  const lmdb_meta meta_;
  std::vector<bool> used_;
  bool stopped_ = false;
  result<void> problem_;

  // The tree being walked.
  unsigned depth_ = 0;
  bool integer_keys_ = false;
  const lmdb_visitor* visit_ = nullptr;
  tally tally_;
};

} // namespace ringleader
