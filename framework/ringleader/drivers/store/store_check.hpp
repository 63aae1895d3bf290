// SPDX-License-Identifier: BSD-3-Clause
/// store_check: reads a whole data file of an lmdb_store with plain reads, and judges it. Every
/// page and every seal, that the log has no holes, that the commit record of each of the two meta
/// pages is its own. Part of every open; changes nothing; holds no more than one item in memory.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/journal_mark.hpp>

namespace ringleader {

struct store_report {
  store_identity identity;
  hard_state hard;
  log_index first_record; // none: no records
  log_index last_record;
  log_index snapshot; // none: no snapshot
  std::uint64_t snapshot_size = 0;
  std::uint64_t transaction = 0;
  std::uint64_t file_size = 0;
  bool is_backup = false;
  std::optional<journal_mark> mark; // none: no journal has been used before it
};

/// corrupt, newer_format or io_error.
result<store_report> check_store_file(const std::string& file);

} // namespace ringleader
