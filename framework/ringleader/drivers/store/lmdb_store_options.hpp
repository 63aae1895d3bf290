// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_store_options: where an lmdb_store lives, whose it must be, and its bounds.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/ids.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace ringleader {

/// The data file within the directory.
inline constexpr const char* data_file_name = "data.mdb";

struct lmdb_store_options {
  std::string path;
  /// The name that the directory must carry, or gets when it is formatted.
  std::string cluster_name;
  /// The cluster id that the directory must carry; none accepts any.
  cluster_id cluster{};
  /// Largest size of the data file; address space, not memory. Larger costs nothing but allows a
  /// larger file; a write that needs more is answered disk_full. While a snapshot is replaced both
  /// are there: four times the largest snapshot is enough. Within data_file_bounds.
  std::size_t map_size = std::size_t{8} << 30;
  /// Most writes in one transaction. Larger: fewer syncs under load, later completions within a
  /// group.
  std::size_t group_max = 1024;
  /// Size of each of the two files of the journal, when they are made; later the files count. A
  /// group of writes larger than a quarter of it is not journaled. Larger: more writes share a
  /// transaction of the data file, and a start after a crash reads more.
  std::size_t journal_size = std::size_t{8} << 20;
  static constexpr bounds<std::size_t> journal_bounds{std::size_t{16} << 10, std::size_t{1} << 30};
  /// How long a write may wait in the journal before the data file gets it. Longer: fewer
  /// transactions while there is little to do.
  std::chrono::milliseconds apply_delay{1000};
  /// What the disk says before each write that somebody waits for: 0 to go on, otherwise an errno.
  /// Asked by both threads. For tests of a failing disk; empty in production.
  std::function<int()> disk_fault{};
  /// The same before the data file gets what is in the journal.
  std::function<int()> apply_fault{};
};

} // namespace ringleader
