// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_meta: what a meta page of an LMDB 0.9 data file says of one transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace ringleader {

/// One B-tree as a meta page describes it.
struct lmdb_tree {
  std::uint32_t pad = 0;
  std::uint16_t flags = 0;
  std::uint16_t depth = 0;
  std::uint64_t branch_pages = 0;
  std::uint64_t leaf_pages = 0;
  std::uint64_t overflow_pages = 0;
  std::uint64_t entries = 0;
  std::uint64_t root = 0;
};

struct lmdb_meta {
  std::uint64_t page_size = 0;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
  lmdb_tree free;
  lmdb_tree main;
};

/// An item in key order; false ends the walk early.
using lmdb_visitor = std::function<bool(std::string_view key, std::string_view value)>;

} // namespace ringleader
