// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_transaction.hpp>

#include <cerrno>
#include <lmdb.h>

namespace ringleader {

namespace {

MDB_val to_val(const std::string& data) {
  return {data.size(), const_cast<char*>(data.data())}; // LMDB only reads what it is given
}

MDB_val to_val(const bytes& data) { return {data.size(), const_cast<std::uint8_t*>(data.data())}; }

std::string_view to_view(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

} // namespace

failure lmdb_failure(const std::string& what, int code) {
  auto full = code == MDB_MAP_FULL || code == ENOSPC || code == EDQUOT || code == EFBIG;
  auto damaged = code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID;
  auto text = what + ": " + mdb_strerror(code);
  if (code == MDB_MAP_FULL)
    text += "; start the node with a larger --data-max-mib, nothing that was acknowledged is lost";
  else if (full)
    text += "; make room on the disk, then restart the node, nothing that was acknowledged is lost";
  return {full ? errc::disk_full : damaged ? errc::corrupt : errc::io_error, text};
}

lmdb_transaction::lmdb_transaction(MDB_env* env, bool writes) {
  code_ = mdb_txn_begin(env, nullptr, writes ? 0 : MDB_RDONLY, &txn_);
  if (code_ == 0) code_ = mdb_dbi_open(txn_, nullptr, 0, &dbi_);
  if (code_ == 0) code_ = mdb_cursor_open(txn_, dbi_, &cursor_);
  if (code_ == 0 && writes) code_ = find_commit();
}

lmdb_transaction::~lmdb_transaction() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
  if (txn_ != nullptr) mdb_txn_abort(txn_);
}

std::uint64_t lmdb_transaction::number() const { return mdb_txn_id(txn_); }

result<void> lmdb_transaction::visit(
  const std::function<result<void>(std::string_view, std::string_view)>& visit) {
  MDB_val key{};
  MDB_val value{};
  int code = mdb_cursor_get(cursor_, &key, &value, MDB_FIRST);
  for (; code == 0; code = mdb_cursor_get(cursor_, &key, &value, MDB_NEXT))
    if (auto ok = visit(to_view(key), to_view(value)); !ok) return ok;
  if (code != MDB_NOTFOUND) return lmdb_failure("cannot read", code);
  return {};
}

std::string_view lmdb_transaction::find(const std::string& wanted) {
  auto key = to_val(wanted);
  MDB_val value{};
  return mdb_get(txn_, dbi_, &key, &value) == 0 ? to_view(value) : std::string_view{};
}

std::uint64_t lmdb_transaction::last_generation() {
  auto behind = first_piece_key(UINT64_MAX); // generations count up from 1: none is that large
  auto key = to_val(behind);
  MDB_val value{};
  int code = mdb_cursor_get(cursor_, &key, &value, MDB_SET_RANGE);
  code = mdb_cursor_get(cursor_, &key, &value, code == 0 ? MDB_PREV : MDB_LAST);
  return code == 0 ? piece_generation(to_view(key)).value_or(0) : 0;
}

int lmdb_transaction::put(const stored_item& item) {
  auto key = to_val(item.key);
  MDB_val old{};
  int found = mdb_get(txn_, dbi_, &key, &old);
  if (found != 0 && found != MDB_NOTFOUND) return found;
  if (found == 0) {
    --commit_.count;
    commit_.sum -= seal_of(to_view(old));
  }
  auto value = to_val(item.value);
  ++commit_.count;
  commit_.sum += seal_of(as_view(item.value));
  return mdb_put(txn_, dbi_, &key, &value, 0);
}

int lmdb_transaction::append(const log_record& record) {
  EXPECTS(record.index);
  auto last = last_record();
  EXPECTS(!last || last.next() == record.index);
  auto item = to_item(record);
  auto key = to_val(item.key);
  auto value = to_val(item.value);
  ++commit_.count;
  commit_.sum += seal_of(as_view(item.value));
  return mdb_cursor_put(cursor_, &key, &value, MDB_APPEND);
}

int lmdb_transaction::truncate(log_index from) {
  for (auto last = last_record(); last && last >= from; last = last_record()) {
    MDB_val key{};
    MDB_val value{};
    int code = mdb_cursor_get(cursor_, &key, &value, MDB_LAST);
    if (code == 0) code = remove_at_cursor(to_view(value));
    if (code != 0) return code;
  }
  return 0;
}

int lmdb_transaction::drop_head(log_index to) {
  auto from = record_key(log_index{});
  for (;;) {
    auto key = to_val(from);
    MDB_val value{};
    int code = mdb_cursor_get(cursor_, &key, &value, MDB_SET_RANGE);
    if (code == MDB_NOTFOUND) return 0;
    if (code == 0 && record_index(to_view(key)) > to) return 0;
    if (code == 0) code = remove_at_cursor(to_view(value));
    if (code != 0) return code;
  }
}

result<void> lmdb_transaction::set_cluster(cluster_id cluster) {
  auto identity = read_identity(find(identity_key()));
  if (!identity) return identity.error();
  if (identity->cluster == cluster) return {};
  if (identity->cluster)
    return {errc::foreign_cluster, "the store belongs to cluster " + to_hex(identity->cluster) +
                                     " and cannot become part of " + to_hex(cluster)};
  identity->cluster = cluster;
  int code = put(to_item(*identity));
  if (code != 0) return lmdb_failure("a write failed", code);
  return {};
}

int lmdb_transaction::sweep(const std::set<std::uint64_t>& keep, std::size_t most,
                            std::size_t& removed) {
  auto from = first_piece_key(0);
  for (removed = 0; removed < most;) {
    auto key = to_val(from);
    MDB_val value{};
    int code = mdb_cursor_get(cursor_, &key, &value, MDB_SET_RANGE);
    if (code == MDB_NOTFOUND) return 0;
    if (code != 0) return code;
    auto generation = piece_generation(to_view(key));
    if (!generation) return 0; // behind the pieces
    if (keep.count(*generation) != 0) {
      from = first_piece_key(*generation + 1);
      continue;
    }
    code = remove_at_cursor(to_view(value));
    if (code != 0) return code;
    ++removed;
  }
  return 0;
}

int lmdb_transaction::commit() {
  commit_.transaction = number();
  auto item = to_item(commit_);
  auto key = to_val(item.key);
  auto value = to_val(item.value);
  int code = mdb_put(txn_, dbi_, &key, &value, 0);
  if (code != 0) return code;
  mdb_cursor_close(std::exchange(cursor_, nullptr));
  return mdb_txn_commit(std::exchange(txn_, nullptr));
}

int lmdb_transaction::remove_at_cursor(std::string_view value) {
  --commit_.count;
  commit_.sum -= seal_of(value);
  return mdb_cursor_del(cursor_, 0);
}

int lmdb_transaction::find_commit() {
  auto value = find(commit_key());
  if (value.empty()) return 0; // being formatted
  auto commit = read_commit(value);
  if (!commit) return MDB_CORRUPTED;
  commit_ = *commit;
  return 0;
}

/// None if the log is empty. Log records have the last keys.
log_index lmdb_transaction::last_record() {
  MDB_val key{};
  MDB_val value{};
  if (mdb_cursor_get(cursor_, &key, &value, MDB_LAST) != 0) return {};
  return is_record_key(to_view(key)) ? record_index(to_view(key)) : log_index{};
}

} // namespace ringleader
