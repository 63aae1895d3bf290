// SPDX-License-Identifier: BSD-3-Clause
/// store_image: what the items of one transaction add up to (store_format.hpp), or what is wrong
/// with them.
///
///   store_image image{transaction};
///   for (auto& [key, value] : items)
///     if (auto ok = image.add(key, value); !ok) return ok.error();
///   return image.finish();
#pragma once

#include <ringleader/drivers/store/store_format.hpp>

namespace ringleader {

/// Takes the items in key order and checks all that can be checked.
class store_image {
public:
  /// With `keeps_data` false the finished state has neither the data of log records nor that of the
  /// snapshot: what a check does not need it does not hold in memory.
  explicit store_image(std::uint64_t transaction, bool keeps_data = true)
    : transaction_(transaction), keeps_data_(keeps_data) {}

  /// corrupt or newer_format; the image is useless afterwards.
  result<void> add(std::string_view key, std::string_view value);

  /// After the last item: corrupt if anything is missing.
  result<stored_state> finish();

  /// Of its data, kept or not.
  std::uint64_t snapshot_size() const { return head_.size; }

  /// None: no journal has been used before it.
  const std::optional<journal_mark>& mark() const { return mark_; }

  /// Copies must not be written to.
  bool is_backup() const { return is_backup_; }

private:
  result<void> add_record(std::string_view key, std::string_view value);
  result<void> add_snapshot(std::string_view value);
  result<void> add_piece(std::string_view key, std::string_view value);

  std::uint64_t transaction_;
  bool keeps_data_;
  store_commit commit_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  bool format_seen_ = false;
  bool commit_seen_ = false;
  bool identity_seen_ = false;
  bool is_backup_ = false;
  snapshot_head head_;
  std::optional<journal_mark> mark_;
  std::uint32_t pieces_seen_ = 0;
  std::uint64_t size_seen_ = 0;
  bytes snapshot_data_; // of the pieces so far
  stored_state state_;
};

} // namespace ringleader
