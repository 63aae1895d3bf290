// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_database.hpp>

#include <ringleader/base/hash.hpp>
#include <ringleader/drivers/host/descriptors.hpp>
#include <ringleader/drivers/store/lmdb_transaction.hpp>
#include <ringleader/drivers/store/store_image.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr std::size_t new_file_map = std::size_t{1} << 20;
constexpr std::size_t copy_map_max = std::size_t{1} << 40;
constexpr std::uint64_t commits_between_reader_checks = 256;
constexpr std::uint64_t little_room = std::uint64_t{1} << 20;
// LMDB's reader table for 126 readers; what it maps must be there, or a full disk is a SIGBUS.
constexpr off_t lock_file_size = 16 * 1024;

int make_lock_file(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) return errno;
  int code = 0;
  do code = ::posix_fallocate(descriptor, 0, lock_file_size);
  while (code == EINTR);
  ::close(descriptor);
  return code;
}

/// Calls `begun` with what the transaction says of the journal.
result<void> tell(lmdb_transaction& txn, const lmdb_database::begun_function& begun) {
  auto identity = read_identity(txn.find(identity_key()));
  if (!identity) return identity.error();
  auto value = txn.find(journal_key());
  if (value.empty()) return begun(identity->store, {});
  auto mark = read_mark(value);
  if (!mark) return mark.error();
  return begun(identity->store, *mark);
}

/// For each write up to where the head is dropped by it or by a later one, and nothing behind the
/// last. Under load most records of a transaction are dropped by the snapshot that it ends with,
/// and need not be written first.
std::vector<log_index> dropped_later(const lmdb_database::write_list& writes) {
  std::vector<log_index> upto(writes.size() + 1);
  for (auto i = writes.size(); i-- > 0;)
    upto[i] = std::max(upto[i + 1], writes[i]->drop_head_to.value_or(log_index{}));
  return upto;
}

} // namespace

result<std::unique_ptr<lmdb_database>> lmdb_database::open(const std::string& file,
                                                           std::size_t map_size, sharing others) {
  auto failed = [&](int code) { return lmdb_failure("cannot open " + file, code); };
  if (others == sharing::readers)
    if (int code = make_lock_file(lock_file(file)); code != 0) return failed(code);
  MDB_env* env = nullptr;
  if (int code = mdb_env_create(&env); code != 0) return failed(code);
  std::unique_ptr<lmdb_database> opened{new lmdb_database{env, file}};
  int code = mdb_env_set_mapsize(env, map_size);
  unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (others == sharing::none ? MDB_NOLOCK : 0U);
  if (code == 0) code = mdb_env_open(env, file.c_str(), flags, 0640);
  if (code != 0) return failed(code);
  int descriptor = -1;
  if (mdb_env_get_fd(env, &descriptor) == 0) close_on_exec(descriptor);
  if (auto ok = opened->read_layout(); !ok) return ok.error();
  return opened;
}

lmdb_database::~lmdb_database() {
  take_requests();
  if (staging_ && staging_->done) staging_->done({errc::stopping, "the store is closed"});
  mdb_env_close(env_);
}

result<void> lmdb_database::create(const std::string& file, const store_identity& identity,
                                   std::uint32_t format_version) {
  auto made = open(file, new_file_map, sharing::none);
  if (!made) return made.error();
  // Twice, so that the transactions of both meta pages have a commit record.
  for (int i = 0; i < 2; ++i) {
    lmdb_transaction txn{(*made)->env_, true};
    int code = txn.code();
    if (code == 0) code = txn.put(format_item(format_version));
    if (code == 0) code = txn.put(to_item(identity));
    if (code == 0) code = txn.commit();
    if (code != 0) return lmdb_failure("cannot format " + file, code);
  }
  return {};
}

result<void> lmdb_database::create(const std::string& file, const stored_state& state,
                                   bool backup) {
  if (auto made = create(file, state.identity); !made) return made;
  auto opened = open(file, copy_map_max, sharing::none);
  if (!opened) return opened.error();
  store_write all;
  all.hard = state.hard;
  all.snapshot = state.snapshot;
  all.append = state.records;
  if (auto written = (*opened)->commit({&all}, {}); !written) return written;
  if (!backup) return {};
  return (*opened)->in_transaction(
    [](lmdb_transaction& txn) -> result<void> {
      int code = txn.put(backup_item());
      if (code != 0) return lmdb_failure("a write failed", code);
      return {};
    },
    {});
}

result<marked_state> lmdb_database::read(const std::string& file, sharing others,
                                         const begun_function& begun) {
  MDB_env* env = nullptr;
  if (int code = mdb_env_create(&env); code != 0) return lmdb_failure("cannot open " + file, code);
  lmdb_database opened{env, file};
  unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | MDB_RDONLY;
  if (others == sharing::none) flags |= MDB_NOLOCK;
  int code = mdb_env_open(env, file.c_str(), flags, 0640);
  if (code != 0) return lmdb_failure("cannot open " + file, code);
  return opened.load(begun);
}

result<void> lmdb_database::read_layout() {
  lmdb_transaction txn{env_, false};
  if (txn.code() != 0) return lmdb_failure("cannot read " + file_, txn.code());
  if (auto value = txn.find(format_key()); !value.empty()) {
    auto version = read_format(value);
    if (!version) return version.error();
    format_ = *version;
  }
  if (auto value = txn.find(snapshot_key()); !value.empty()) {
    auto head = read_head(value);
    if (!head) return head.error();
    live_generation_ = head->generation;
  }
  last_generation_ = std::max(txn.last_generation(), live_generation_.value_or(0));
  return {};
}

result<marked_state> lmdb_database::load(const begun_function& begun) {
  lmdb_transaction txn{env_, false};
  if (txn.code() != 0) return lmdb_failure("cannot read", txn.code());
  if (begun)
    if (auto ok = tell(txn, begun); !ok) return ok.error();
  store_image image{txn.number()};
  auto visited =
    txn.visit([&](std::string_view key, std::string_view value) { return image.add(key, value); });
  if (!visited) return visited.error();
  auto state = image.finish();
  if (!state) return state.error();
  return marked_state{std::move(*state), image.mark(), txn.number()};
}

/// A new transaction, filled by `write`, on disk when this returns; nothing of it if it fails.
/// LMDB gives a transaction up when a signal interrupts its sync, before the meta page that would
/// make it valid: then it is made anew.
result<void>
lmdb_database::in_transaction(const std::function<result<void>(lmdb_transaction&)>& write,
                              const std::function<int()>& fault) {
  if (++commits_ % commits_between_reader_checks == 0) {
    int dead = 0;
    mdb_reader_check(env_, &dead);
  }
  for (;;) {
    lmdb_transaction txn{env_, true};
    if (txn.code() != 0) return write_failure(txn.code());
    if (format_ < store_format_version)
      if (int code = txn.put(format_item()); code != 0) return write_failure(code);
    if (auto ok = write(txn); !ok) return ok;
    if (fault)
      if (int code = fault(); code != 0) return write_failure(code);
    auto number = txn.number();
    int code = txn.commit();
    if (code == EINTR) continue;
    if (code != 0) return write_failure(code);
    if (note_ != nullptr) note_->raise({number, {}});
    format_ = store_format_version;
    return {};
  }
}

result<void> lmdb_database::commit(const write_list& writes,
                                   const std::optional<journal_mark>& mark) {
  return put(writes, mark, disk_fault_);
}

result<void> lmdb_database::settle(const write_list& writes, const journal_mark& mark) {
  return put(writes, mark, {});
}

result<void> lmdb_database::put(const write_list& writes, const std::optional<journal_mark>& mark,
                                const std::function<int()>& fault) {
  std::vector<std::uint64_t> generations;
  for (auto* batch : writes) {
    auto generation = batch->snapshot ? generation_for(batch->snapshot->data) : std::uint64_t{0};
    if (!generation) return generation.error();
    generations.push_back(*generation);
  }
  auto gone = dropped_later(writes);
  auto written = in_transaction(
    [&](lmdb_transaction& txn) -> result<void> {
      int code = txn.drop_head(gone.front());
      if (code != 0) return write_failure(code);
      for (std::size_t i = 0; i < writes.size(); ++i)
        if (auto ok = apply(txn, *writes[i], generations[i], gone[i + 1]); !ok) return ok;
      code = mark ? txn.put(to_item(*mark)) : 0;
      if (code != 0) return write_failure(code);
      return {};
    },
    fault);
  if (!written) return written;
  for (auto generation : generations) {
    if (generation == 0) continue;
    live_generation_ = generation;
    sweeps_ = true;
    if (staging_ && staging_->generation == generation) staging_.reset();
  }
  return {};
}

/// All but the drop of the log's head, and the records up to `gone`: whether those follow each
/// other nobody asks.
result<void> lmdb_database::apply(lmdb_transaction& txn, const store_write& batch,
                                  std::uint64_t generation, log_index gone) {
  if (batch.cluster)
    if (auto owned = txn.set_cluster(*batch.cluster); !owned) return owned;
  int code = 0;
  if (batch.hard) code = txn.put(to_item(*batch.hard));
  if (code == 0 && batch.truncate_from) code = txn.truncate(*batch.truncate_from);
  if (code == 0 && batch.snapshot) code = txn.put(to_item(*batch.snapshot, generation));
  for (auto& record : batch.append) {
    EXPECTS(record.index);
    if (code == 0 && record.index > gone) code = txn.append(record);
  }
  if (code != 0) return write_failure(code);
  return {};
}

/// The generation whose pieces hold exactly that data: the staged one, or one written now.
result<std::uint64_t> lmdb_database::generation_for(const shared_bytes& data) {
  if (staging_ && staging_->complete() && staging_->size == data.size() &&
      staging_->hash == stable_hash(as_view(data)))
    return staging_->generation;
  staging now{data, {}, data.size()};
  now.generation = ++last_generation_;
  while (!now.complete())
    if (auto ok = write_slice(now); !ok) return ok.error();
  return now.generation;
}

result<void> lmdb_database::write_slice(staging& what) {
  auto upto = std::min(what.pieces + slice_pieces, count_pieces(what.size));
  auto written = in_transaction(
    [&](lmdb_transaction& txn) -> result<void> {
      for (auto number = what.pieces; number < upto; ++number)
        if (int code = txn.put(piece_of(what.data, what.generation, number)); code != 0)
          return write_failure(code);
      return {};
    },
    disk_fault_);
  if (written) what.pieces = upto;
  return written;
}

void lmdb_database::stage(shared_bytes data, log_store::staged done) {
  EXPECTS(done);
  auto size = data.size();
  std::lock_guard<std::mutex> guard{mutex_};
  requested_.push_back({std::move(data), std::move(done), size});
}

/// The last request counts; those before it are forgotten.
void lmdb_database::take_requests() {
  std::vector<staging> requested;
  {
    std::lock_guard<std::mutex> guard{mutex_};
    requested.swap(requested_);
  }
  for (auto& next : requested) {
    if (staging_ && staging_->done) staging_->done({errc::stopping, "a later one is staged"});
    staging_ = std::move(next);
    sweeps_ = true; // of what the one before had stored
  }
  if (requested.empty()) return;
  staging_->generation = ++last_generation_;
  staging_->hash = stable_hash(as_view(staging_->data));
}

result<bool> lmdb_database::work() {
  take_requests();
  if (!staging_ || !staging_->done) return sweeps_ ? sweep() : result<bool>{false};
  auto written = staging_->complete() ? result<void>{} : write_slice(*staging_);
  if (written && !staging_->complete()) return true;
  staging_->data = {};
  std::exchange(staging_->done, nullptr)(written);
  if (!written) return written.error();
  return true;
}

void lmdb_database::refuse_staged(const result<void>& why) {
  take_requests();
  if (staging_ && staging_->done) std::exchange(staging_->done, nullptr)(why);
}

/// Removes pieces that neither the snapshot nor what is staged needs.
result<bool> lmdb_database::sweep() {
  std::set<std::uint64_t> keep;
  if (live_generation_) keep.insert(*live_generation_);
  if (staging_) keep.insert(staging_->generation);
  std::size_t removed = 0;
  auto swept = in_transaction(
    [&](lmdb_transaction& txn) -> result<void> {
      int code = txn.sweep(keep, sweep_pieces, removed);
      if (code != 0) return write_failure(code);
      if (removed == 0) return errc::not_found; // nothing to commit
      return {};
    },
    disk_fault_);
  if (swept) return true;
  if (swept.error().code != errc::not_found) return swept.error();
  sweeps_ = false;
  return false;
}

/// LMDB answers a write that was cut short as EIO: on a full disk that is what it means.
failure lmdb_database::write_failure(int code) const {
  struct statvfs disk {};
  if (code == EIO && ::statvfs(file_.c_str(), &disk) == 0 &&
      std::uint64_t{disk.f_bavail} * disk.f_frsize < little_room)
    code = ENOSPC;
  return lmdb_failure("a write failed", code);
}

} // namespace ringleader
