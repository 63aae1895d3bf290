// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store_format.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr char format_prefix = 0x01;
constexpr char commit_prefix = 0x02;
constexpr char identity_prefix = 0x03;
constexpr char hard_prefix = 0x04;
constexpr char snapshot_prefix = 0x05;
constexpr char piece_prefix = 0x06;
constexpr char record_prefix = 0x10;

constexpr std::size_t seal_size = 8;

// The forms on disk are structs of their own: what travels on the wire may change without them.
struct disk_format {
  std::uint32_t version = 0;
};
struct disk_identity {
  store_identity of;
};
struct disk_hard_state {
  hard_state of;
};
struct disk_record {
  log_record of;
};
struct disk_snapshot {
  stored_snapshot of; // without the data
  std::uint64_t size = 0;
  std::uint32_t pieces = 0;
};
struct disk_piece {
  std::uint32_t number = 0;
  bytes data;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_format& x) {
  return f(x.version);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_identity& x) {
  return f(x.of.store, x.of.cluster, x.of.cluster_name);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disk_hard_state& x) {
  return f(x.of.term, x.of.vote);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_record& x) {
  return f(x.of.index, x.of.term, x.of.kind, x.of.data);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_snapshot& x) {
  return f(x.of.index, x.of.term, x.of.configuration, x.size, x.pieces);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_piece& x) {
  return f(x.number, x.data);
}

std::uint64_t seal(std::string_view key, std::string_view payload) {
  return stable_hash(payload, stable_hash(key));
}

template <class T> stored_item sealed(std::string key, const T& value) {
  auto payload = encode(value);
  bytes out;
  out.reserve(seal_size + payload.size());
  encoder{out}.put(seal(key, as_view(payload)));
  out.insert(out.end(), payload.begin(), payload.end());
  return {std::move(key), std::move(out)};
}

std::string one_byte(char prefix) { return std::string(1, prefix); }

std::string piece_key(std::uint32_t number) {
  auto key = one_byte(piece_prefix);
  for (int shift = 24; shift >= 0; shift -= 8)
    key += static_cast<char>(static_cast<std::uint8_t>(number >> shift));
  return key;
}

result<void> damaged(const std::string& what) { return {errc::corrupt, what}; }

} // namespace

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, store_commit& x) {
  return f(x.transaction, x.count, x.sum);
}

std::string commit_key() { return one_byte(commit_prefix); }

std::string identity_key() { return one_byte(identity_prefix); }

std::string record_key(log_index index) {
  std::string key = one_byte(record_prefix);
  for (int shift = 56; shift >= 0; shift -= 8)
    key += static_cast<char>(static_cast<std::uint8_t>(index.value >> shift));
  return key;
}

bool is_record_key(std::string_view key) { return key.size() == 9 && key[0] == record_prefix; }

bool is_snapshot_key(std::string_view key) {
  return key == one_byte(snapshot_prefix) || (key.size() == 5 && key[0] == piece_prefix);
}

log_index record_index(std::string_view key) {
  EXPECTS(is_record_key(key));
  log_index index;
  for (auto c : key.substr(1)) index.value = index.value << 8 | static_cast<std::uint8_t>(c);
  return index;
}

stored_item to_item(const store_commit& commit) { return sealed(commit_key(), commit); }

stored_item to_item(const store_identity& identity) {
  return sealed(identity_key(), disk_identity{identity});
}

stored_item to_item(const hard_state& hard) {
  return sealed(one_byte(hard_prefix), disk_hard_state{hard});
}

stored_item to_item(const log_record& record) {
  return sealed(record_key(record.index), disk_record{record});
}

std::vector<stored_item> to_items(const stored_snapshot& snapshot) {
  auto& data = snapshot.data;
  disk_snapshot head{{snapshot.index, snapshot.term, snapshot.configuration, {}}, data.size(), 0};
  std::vector<stored_item> pieces;
  for (std::size_t at = 0; at < data.size(); at += snapshot_piece_size) {
    auto begin = data.begin() + static_cast<std::ptrdiff_t>(at);
    auto size = std::min(snapshot_piece_size, data.size() - at);
    disk_piece piece{head.pieces++, bytes(begin, begin + static_cast<std::ptrdiff_t>(size))};
    pieces.push_back(sealed(piece_key(piece.number), piece));
  }
  pieces.insert(pieces.begin(), sealed(one_byte(snapshot_prefix), head));
  return pieces;
}

stored_item format_item(std::uint32_t version) {
  return sealed(one_byte(format_prefix), disk_format{version});
}

std::uint64_t seal_of(std::string_view value) {
  EXPECTS(value.size() >= seal_size);
  std::uint64_t raw = 0;
  for (std::size_t i = 0; i < seal_size; ++i)
    raw |= std::uint64_t{static_cast<std::uint8_t>(value[i])} << (8 * i);
  return raw;
}

bool is_sealed(std::string_view key, std::string_view value) {
  return value.size() >= seal_size && seal_of(value) == seal(key, value.substr(seal_size));
}

result<store_commit> read_commit(std::string_view value) {
  if (!is_sealed(commit_key(), value)) return {errc::corrupt, "the commit record is damaged"};
  return decode<store_commit>(to_bytes(value.substr(seal_size)));
}

result<store_identity> read_identity(std::string_view value) {
  if (!is_sealed(identity_key(), value)) return {errc::corrupt, "the identity is damaged"};
  auto identity = decode<disk_identity>(to_bytes(value.substr(seal_size)));
  if (!identity) return identity.error();
  return identity->of;
}

result<void> store_image::add(std::string_view key, std::string_view value) {
  if (!is_sealed(key, value)) {
    if (is_record_key(key))
      return damaged("log record " + to_string(record_index(key)) + " has a wrong checksum");
    if (is_snapshot_key(key)) return damaged("the snapshot has a wrong checksum");
    return damaged("an item has a wrong checksum");
  }
  auto payload = to_bytes(value.substr(seal_size));
  if (key == commit_key()) {
    auto commit = read_commit(value);
    if (!commit) return commit.error();
    commit_ = *commit;
    commit_seen_ = true;
    return {};
  }
  ++count_;
  sum_ += seal_of(value);
  if (is_record_key(key)) return add_record(key, payload);
  if (is_snapshot_key(key)) return add_snapshot(key, payload);
  if (key == one_byte(format_prefix)) {
    auto format = decode<disk_format>(payload);
    if (!format) return format.error();
    format_seen_ = true;
    if (format->version > store_format_version)
      return {errc::newer_format,
              "it has format " + std::to_string(format->version) + ", this release knows up to " +
                std::to_string(store_format_version) + "; start a newer release"};
    return {};
  }
  if (key == identity_key()) {
    auto identity = read_identity(value);
    if (!identity) return identity.error();
    state_.identity = *identity;
    identity_seen_ = true;
    return {};
  }
  if (key == one_byte(hard_prefix)) {
    auto hard = decode<disk_hard_state>(payload);
    if (!hard) return hard.error();
    state_.hard = hard->of;
    return {};
  }
  return damaged("an item has an unknown key");
}

result<void> store_image::add_record(std::string_view key, const bytes& payload) {
  auto record = decode<disk_record>(payload);
  if (!record) return record.error();
  auto index = record_index(key);
  if (record->of.index != index) return damaged("a log record lies under a wrong key");
  if (!state_.records.empty() && state_.records.back().index.next() != index)
    return damaged("log records are missing before " + to_string(index));
  state_.records.push_back(std::move(record->of));
  return {};
}

result<void> store_image::add_snapshot(std::string_view key, const bytes& payload) {
  if (key == one_byte(snapshot_prefix)) {
    auto head = decode<disk_snapshot>(payload);
    if (!head) return head.error();
    state_.snapshot = std::move(head->of);
    snapshot_size_ = head->size;
    pieces_ = head->pieces;
    return {};
  }
  auto piece = decode<disk_piece>(payload);
  if (!piece) return piece.error();
  // Keys ascend, so a piece that is missing or has no head shows at once.
  if (!state_.snapshot || piece->number != pieces_seen_ || key != piece_key(pieces_seen_))
    return damaged("pieces of the snapshot are missing");
  ++pieces_seen_;
  auto& data = state_.snapshot->data;
  data.insert(data.end(), piece->data.begin(), piece->data.end());
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
  if (pieces_seen_ != pieces_ ||
      (state_.snapshot && state_.snapshot->data.size() != snapshot_size_))
    return {errc::corrupt, "pieces of the snapshot are missing"};
  if (auto disorder = disorder_of(state_); !disorder.empty()) return {errc::corrupt, disorder};
  return std::move(state_);
}

} // namespace ringleader
