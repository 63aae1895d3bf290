// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/lmdb_database.hpp>

#include <cerrno>
#include <lmdb.h>

namespace ringleader {

namespace {

failure lmdb_failure(const std::string& what, int code) {
  auto full = code == MDB_MAP_FULL || code == ENOSPC || code == EDQUOT;
  auto damaged = code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID;
  auto text = what + ": " + mdb_strerror(code);
  if (code == MDB_MAP_FULL) text += "; start with a larger map size";
  if (code == ENOSPC) text += "; make room on the disk, then restart the node";
  return {full ? errc::disk_full : damaged ? errc::corrupt : errc::io_error, text};
}

MDB_val to_val(const std::string& data) {
  return {data.size(), const_cast<char*>(data.data())}; // LMDB only reads what it is given
}

MDB_val to_val(const bytes& data) { return {data.size(), const_cast<std::uint8_t*>(data.data())}; }

std::string_view to_view(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

} // namespace

/// One LMDB transaction; aborted unless committed. Every function answers an LMDB code.
class lmdb_database::transaction {
public:
  transaction(MDB_env* env, bool writes) {
    code_ = mdb_txn_begin(env, nullptr, writes ? 0 : MDB_RDONLY, &txn_);
    if (code_ == 0) code_ = mdb_dbi_open(txn_, nullptr, 0, &dbi_);
    if (code_ == 0) code_ = mdb_cursor_open(txn_, dbi_, &cursor_);
    if (code_ == 0 && writes) code_ = find_commit();
  }

  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  ~transaction() {
    if (cursor_ != nullptr) mdb_cursor_close(cursor_);
    if (txn_ != nullptr) mdb_txn_abort(txn_);
  }

  int code() const { return code_; }
  std::uint64_t number() const { return mdb_txn_id(txn_); }
  MDB_cursor* cursor() { return cursor_; }

  /// Adds or replaces an item, all but the commit record, and keeps count and sum.
  int put(const stored_item& item) {
    auto key = to_val(item.key);
    MDB_val old{};
    int found = mdb_get(txn_, dbi_, &key, &old);
    if (found == 0) forget(to_view(old));
    if (found != 0 && found != MDB_NOTFOUND) return found;
    auto value = to_val(item.value);
    ++commit_.count;
    commit_.sum += seal_of(as_view(item.value));
    return mdb_put(txn_, dbi_, &key, &value, 0);
  }

  int append(const log_record& record) {
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

  int truncate(log_index from) {
    for (auto last = last_record(); last && last >= from; last = last_record()) {
      MDB_val key{};
      MDB_val value{};
      int code = mdb_cursor_get(cursor_, &key, &value, MDB_LAST);
      if (code != 0) return code;
      forget(to_view(value));
      code = mdb_cursor_del(cursor_, 0);
      if (code != 0) return code;
    }
    return 0;
  }

  /// In place of the one before, whose pieces may be more.
  int replace_snapshot(const stored_snapshot& snapshot) {
    auto items = to_items(snapshot);
    int code = remove_while(items.front().key, is_snapshot_key);
    for (auto& item : items)
      if (code == 0) code = put(item);
    return code;
  }

  int drop_head(log_index to) {
    return remove_while(record_key(log_index{}), [&](std::string_view key) {
      return is_record_key(key) && record_index(key) <= to;
    });
  }

  /// Once none, then never changed.
  result<void> set_cluster(cluster_id cluster) {
    auto wanted = identity_key();
    auto key = to_val(wanted);
    MDB_val value{};
    int code = mdb_get(txn_, dbi_, &key, &value);
    if (code != 0) return lmdb_failure("a write failed", code);
    auto identity = read_identity(to_view(value));
    if (!identity) return identity.error();
    if (identity->cluster == cluster) return {};
    if (identity->cluster)
      return {errc::foreign_cluster, "the store belongs to cluster " + to_hex(identity->cluster) +
                                       " and cannot become part of " + to_hex(cluster)};
    identity->cluster = cluster;
    code = put(to_item(*identity));
    if (code != 0) return lmdb_failure("a write failed", code);
    return {};
  }

  /// Rewrites the commit record and makes everything durable.
  int commit() {
    commit_.transaction = number();
    auto item = to_item(commit_);
    auto key = to_val(item.key);
    auto value = to_val(item.value);
    int code = mdb_put(txn_, dbi_, &key, &value, 0);
    if (code != 0) return code;
    mdb_cursor_close(std::exchange(cursor_, nullptr));
    return mdb_txn_commit(std::exchange(txn_, nullptr));
  }

private:
  /// Removes items from the first key that is not less than `from` on, as long as they are meant.
  template <class Predicate> int remove_while(const std::string& from, Predicate is_meant) {
    for (;;) {
      auto key = to_val(from);
      MDB_val value{};
      int code = mdb_cursor_get(cursor_, &key, &value, MDB_SET_RANGE);
      if (code == MDB_NOTFOUND || (code == 0 && !is_meant(to_view(key)))) return 0;
      if (code != 0) return code;
      forget(to_view(value));
      code = mdb_cursor_del(cursor_, 0);
      if (code != 0) return code;
    }
  }

  void forget(std::string_view value) {
    --commit_.count;
    commit_.sum -= seal_of(value);
  }

  int find_commit() {
    auto wanted = commit_key();
    auto key = to_val(wanted);
    MDB_val value{};
    int code = mdb_get(txn_, dbi_, &key, &value);
    if (code == MDB_NOTFOUND) return 0; // being formatted
    if (code != 0) return code;
    auto commit = read_commit(to_view(value));
    if (!commit) return MDB_CORRUPTED;
    commit_ = *commit;
    return 0;
  }

  /// None if the log is empty. Log records have the last keys.
  log_index last_record() {
    MDB_val key{};
    MDB_val value{};
    if (mdb_cursor_get(cursor_, &key, &value, MDB_LAST) != 0) return {};
    return is_record_key(to_view(key)) ? record_index(to_view(key)) : log_index{};
  }

  MDB_txn* txn_ = nullptr;
  MDB_cursor* cursor_ = nullptr;
  MDB_dbi dbi_ = 0;
  int code_ = 0;
  store_commit commit_;
};

result<std::unique_ptr<lmdb_database>> lmdb_database::open(const std::string& file,
                                                           std::size_t map_size) {
  MDB_env* env = nullptr;
  int code = mdb_env_create(&env);
  if (code != 0) return lmdb_failure("cannot open " + file, code);
  std::unique_ptr<lmdb_database> opened{new lmdb_database{env}};
  code = mdb_env_set_mapsize(env, map_size);
  if (code == 0) code = mdb_env_open(env, file.c_str(), MDB_NOSUBDIR | MDB_NOLOCK, 0640);
  if (code != 0) return lmdb_failure("cannot open " + file, code);
  return opened;
}

lmdb_database::~lmdb_database() { mdb_env_close(env_); }

result<void> lmdb_database::create(const std::string& file, const store_identity& identity,
                                   std::uint32_t format_version) {
  auto made = open(file, std::size_t{1} << 20);
  if (!made) return made.error();
  // Twice, so that the transactions of both meta pages have a commit record.
  for (int i = 0; i < 2; ++i) {
    transaction txn{(*made)->env_, true};
    int code = txn.code();
    if (code == 0) code = txn.put(format_item(format_version));
    if (code == 0) code = txn.put(to_item(identity));
    if (code == 0) code = txn.commit();
    if (code != 0) return lmdb_failure("cannot format " + file, code);
  }
  return {};
}

result<stored_state> lmdb_database::load() {
  transaction txn{env_, false};
  if (txn.code() != 0) return lmdb_failure("cannot read", txn.code());
  store_image image{txn.number()};
  MDB_val key{};
  MDB_val value{};
  int code = mdb_cursor_get(txn.cursor(), &key, &value, MDB_FIRST);
  for (; code == 0; code = mdb_cursor_get(txn.cursor(), &key, &value, MDB_NEXT))
    if (auto ok = image.add(to_view(key), to_view(value)); !ok) return ok.error();
  if (code != MDB_NOTFOUND) return lmdb_failure("cannot read", code);
  return image.finish();
}

result<void> lmdb_database::commit(const std::vector<store_write>& group) {
  auto failed = [](int code) -> result<void> { return lmdb_failure("a write failed", code); };
  transaction txn{env_, true};
  if (txn.code() != 0) return failed(txn.code());
  int code = 0;
  for (auto& batch : group) {
    if (batch.cluster) {
      auto owned = txn.set_cluster(*batch.cluster);
      if (!owned) return owned;
    }
    if (batch.hard) code = txn.put(to_item(*batch.hard));
    if (code == 0 && batch.truncate_from) code = txn.truncate(*batch.truncate_from);
    if (code == 0 && batch.snapshot) code = txn.replace_snapshot(*batch.snapshot);
    if (code == 0 && batch.drop_head_to) code = txn.drop_head(*batch.drop_head_to);
    for (auto& record : batch.append)
      if (code == 0) code = txn.append(record);
    if (code != 0) return failed(code);
  }
  if (disk_fault_ && (code = disk_fault_()) != 0) return failed(code);
  code = txn.commit();
  if (code != 0) return failed(code);
  return {};
}

} // namespace ringleader
