// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/store_image.hpp>

#include <algorithm>

namespace ringleader {

namespace {

result<void> damaged(const std::string& what) { return {errc::corrupt, what}; }

template <class T> result<void> take(result<T> read, T& into, bool& seen) {
  if (!read) return read.error();
  into = std::move(*read);
  seen = true;
  return {};
}

// What is larger grows as it comes.
constexpr std::uint64_t believed_size = std::uint64_t{64} << 20;

} // namespace

result<void> store_image::add(std::string_view key, std::string_view value) {
  if (!is_sealed(key, value)) return damaged(name_of_item(key) + " has a wrong checksum");
  if (key == commit_key()) return take(read_commit(value), commit_, commit_seen_);
  ++count_;
  sum_ += seal_of(value);
  if (is_record_key(key)) return add_record(key, value);
  if (key == snapshot_key()) return add_snapshot(value);
  if (piece_generation(key)) return add_piece(key, value);
  if (key == identity_key()) return take(read_identity(value), state_.identity, identity_seen_);
  bool seen = false; // these two may be missing
  if (key == hard_key()) return take(read_hard(value), state_.hard, seen);
  if (key == backup_key()) return take(result<bool>{true}, is_backup_, seen);
  if (key == journal_key()) return take(read_mark(value), mark_.emplace(), seen);
  if (key != format_key()) return damaged("an item has an unknown key");
  std::uint32_t version = 0;
  auto read = take(read_format(value), version, format_seen_);
  if (!read || version <= store_format_version) return read;
  return {errc::newer_format, "it has format " + std::to_string(version) +
                                ", this release knows up to " +
                                std::to_string(store_format_version) + "; start a newer release"};
}

result<void> store_image::add_record(std::string_view key, std::string_view value) {
  auto record = read_record(key, value);
  if (!record) return record.error();
  if (!state_.records.empty() && state_.records.back().index.next() != record->index)
    return damaged("log records are missing before " + to_string(record->index));
  if (!keeps_data_) record->data = {};
  state_.records.push_back(std::move(*record));
  return {};
}

result<void> store_image::add_snapshot(std::string_view value) {
  auto head = read_head(value);
  if (!head) return head.error();
  head_ = *head;
  state_.snapshot = std::move(head->of);
  // What a file says of its size proves nothing before the pieces are there.
  if (keeps_data_) snapshot_data_.reserve(std::min<std::uint64_t>(head_.size, believed_size));
  return {};
}

result<void> store_image::add_piece(std::string_view key, std::string_view value) {
  if (!state_.snapshot || piece_generation(key) != head_.generation) return {}; // left over
  auto piece = read_piece(key, value);
  if (!piece) return piece.error();
  // Keys ascend, so a piece that is missing shows at once.
  if (piece->number != pieces_seen_) return damaged("pieces of the snapshot are missing");
  ++pieces_seen_;
  size_seen_ += piece->data.size();
  auto& data = snapshot_data_;
  if (keeps_data_) data.insert(data.end(), piece->data.begin(), piece->data.end());
  return {};
}

result<stored_state> store_image::finish() {
  if (!format_seen_ || !commit_seen_ || !identity_seen_ || !state_.identity.store)
    return {errc::corrupt, "format, commit or identity is missing"};
  if (commit_.transaction != transaction_)
    return {errc::corrupt, "transaction " + std::to_string(transaction_) + " holds the items of " +
                             std::to_string(commit_.transaction)};
  if (commit_.count != count_ || commit_.sum != sum_)
    return {errc::corrupt, "items are missing or older than the commit record"};
  if (pieces_seen_ != head_.pieces || size_seen_ != head_.size)
    return {errc::corrupt, "pieces of the snapshot are missing"};
  if (state_.snapshot) state_.snapshot->data = shared_bytes::adopt(std::move(snapshot_data_));
  if (auto disorder = disorder_of(state_); !disorder.empty()) return {errc::corrupt, disorder};
  return std::move(state_);
}

} // namespace ringleader
