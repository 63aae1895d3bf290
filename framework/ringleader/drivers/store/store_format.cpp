// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/store_format.hpp>

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
constexpr char old_piece_prefix = 0x06;
constexpr char piece_prefix = 0x07;
constexpr char backup_prefix = 0x08;
constexpr char journal_prefix = 0x09;
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
  snapshot_head of;
};
struct disk_piece {
  snapshot_piece of;
};
struct disk_backup {};
struct disk_mark {
  journal_mark of;
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
  return f(x.of.of.index, x.of.of.term, x.of.of.configuration, x.of.size, x.of.pieces,
           x.of.generation);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_piece& x) {
  return f(x.of.number, x.of.data);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_backup&) {
  return f();
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_mark& x) {
  return f(x.of.sequence, x.of.round, x.of.sector);
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

void append_big_endian(std::string& key, std::uint64_t number, int bits) {
  for (int shift = bits - 8; shift >= 0; shift -= 8)
    key += static_cast<char>(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t read_big_endian(std::string_view raw) {
  std::uint64_t number = 0;
  for (auto c : raw) number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

std::string piece_key(std::uint64_t generation, std::uint32_t number) {
  auto key = one_byte(generation == 0 ? old_piece_prefix : piece_prefix);
  if (generation != 0) append_big_endian(key, generation, 64);
  append_big_endian(key, number, 32);
  return key;
}

template <class T> result<T> unsealed(std::string_view key, std::string_view value) {
  if (!is_sealed(key, value)) return {errc::corrupt, name_of_item(key) + " has a wrong checksum"};
  return decode<T>(to_bytes(value.substr(seal_size)));
}

/// The same for the forms that wrap what they are the form of.
template <class T, class Form>
result<T> unwrapped(std::string_view key, std::string_view value, T Form::*of) {
  auto form = unsealed<Form>(key, value);
  if (!form) return form.error();
  return std::move((*form).*of);
}

} // namespace

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, store_commit& x) {
  return f(x.transaction, x.count, x.sum);
}

std::string commit_key() { return one_byte(commit_prefix); }

std::string identity_key() { return one_byte(identity_prefix); }

std::string format_key() { return one_byte(format_prefix); }

std::string hard_key() { return one_byte(hard_prefix); }

std::string backup_key() { return one_byte(backup_prefix); }

std::string journal_key() { return one_byte(journal_prefix); }

std::string snapshot_key() { return one_byte(snapshot_prefix); }

std::string record_key(log_index index) {
  auto key = one_byte(record_prefix);
  append_big_endian(key, index.value, 64);
  return key;
}

bool is_record_key(std::string_view key) { return key.size() == 9 && key[0] == record_prefix; }

bool is_snapshot_key(std::string_view key) {
  return key == snapshot_key() || piece_generation(key).has_value();
}

std::optional<std::uint64_t> piece_generation(std::string_view key) {
  if (key.size() == 5 && key[0] == old_piece_prefix) return 0;
  if (key.size() == 13 && key[0] == piece_prefix) return read_big_endian(key.substr(1, 8));
  return std::nullopt;
}

std::string first_piece_key(std::uint64_t generation) { return piece_key(generation, 0); }

log_index record_index(std::string_view key) {
  EXPECTS(is_record_key(key));
  return log_index{read_big_endian(key.substr(1))};
}

stored_item to_item(const store_commit& commit) { return sealed(commit_key(), commit); }

stored_item to_item(const store_identity& identity) {
  return sealed(identity_key(), disk_identity{identity});
}

stored_item to_item(const hard_state& hard) { return sealed(hard_key(), disk_hard_state{hard}); }

stored_item to_item(const log_record& record) {
  return sealed(record_key(record.index), disk_record{record});
}

stored_item to_item(const stored_snapshot& snapshot, std::uint64_t generation) {
  auto size = snapshot.data.size();
  stored_snapshot without_data{snapshot.index, snapshot.term, snapshot.configuration, {}};
  return sealed(snapshot_key(),
                disk_snapshot{{std::move(without_data), size, count_pieces(size), generation}});
}

std::uint32_t count_pieces(std::size_t size) {
  return static_cast<std::uint32_t>((size + snapshot_piece_size - 1) / snapshot_piece_size);
}

stored_item piece_of(const shared_bytes& data, std::uint64_t generation, std::uint32_t number) {
  EXPECTS(generation != 0 && number < count_pieces(data.size()));
  auto at = number * snapshot_piece_size;
  auto begin = data.data() + at;
  auto size = std::min(snapshot_piece_size, data.size() - at);
  return sealed(piece_key(generation, number), disk_piece{{number, bytes(begin, begin + size)}});
}

stored_item to_item(const journal_mark& mark) { return sealed(journal_key(), disk_mark{mark}); }

stored_item backup_item() { return sealed(backup_key(), disk_backup{}); }

stored_item format_item(std::uint32_t version) {
  return sealed(format_key(), disk_format{version});
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

std::string name_of_item(std::string_view key) {
  if (is_record_key(key)) return "log record " + to_string(record_index(key));
  if (is_snapshot_key(key)) return "the snapshot";
  if (key == commit_key()) return "the commit record";
  if (key == identity_key()) return "the identity";
  if (key == hard_key()) return "the term and vote";
  if (key == journal_key()) return "the journal's mark";
  return "an item";
}

result<store_commit> read_commit(std::string_view value) {
  return unsealed<store_commit>(commit_key(), value);
}

result<std::uint32_t> read_format(std::string_view value) {
  return unwrapped(format_key(), value, &disk_format::version);
}

result<store_identity> read_identity(std::string_view value) {
  return unwrapped(identity_key(), value, &disk_identity::of);
}

result<hard_state> read_hard(std::string_view value) {
  return unwrapped(hard_key(), value, &disk_hard_state::of);
}

result<journal_mark> read_mark(std::string_view value) {
  return unwrapped(journal_key(), value, &disk_mark::of);
}

result<snapshot_head> read_head(std::string_view value) {
  auto head = unwrapped(snapshot_key(), value, &disk_snapshot::of);
  if (head && head->pieces != count_pieces(head->size))
    return {errc::corrupt, "the snapshot has a wrong size"};
  return head;
}

result<snapshot_piece> read_piece(std::string_view key, std::string_view value) {
  auto piece = unwrapped(key, value, &disk_piece::of);
  if (piece && key != piece_key(piece_generation(key).value(), piece->number))
    return {errc::corrupt, "a piece of the snapshot lies under a wrong key"};
  return piece;
}

result<log_record> read_record(std::string_view key, std::string_view value) {
  auto record = unwrapped(key, value, &disk_record::of);
  if (record && record->index != record_index(key))
    return {errc::corrupt, "a log record lies under a wrong key"};
  return record;
}

} // namespace ringleader
