// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/store_check.hpp>

#include <ringleader/drivers/store/lmdb_check.hpp>
#include <ringleader/drivers/store/store_image.hpp>

namespace ringleader {

result<store_report> check_store_file(const std::string& path) {
  auto file = lmdb_check::open(path);
  if (!file) return file.error();
  result<void> ok;
  store_image image{file->newest().transaction, false};
  auto walked = file->visit_newest([&](std::string_view key, std::string_view value) {
    ok = image.add(key, value);
    return ok.ok();
  });
  if (!ok) return ok.error(); // first: a newer format may look like damage further on
  if (!walked) return walked.error();
  auto state = image.finish();
  if (!state) return state.error();
  // A damaged newest meta page can pass for the one before: then the other one's tree is the newer.
  result<store_commit> older{errc::corrupt, "the transaction before the last has no commit record"};
  walked = file->visit_older([&](std::string_view key, std::string_view value) {
    if (key == commit_key()) older = read_commit(value);
    return key < commit_key();
  });
  if (!walked) return walked.error();
  if (!older) return older.error();
  if (older->transaction != file->older().transaction)
    return {errc::corrupt, "a meta page names a transaction that is not its own"};

  store_report report;
  report.identity = state->identity;
  report.hard = state->hard;
  if (!state->records.empty()) {
    report.first_record = state->records.front().index;
    report.last_record = state->records.back().index;
  }
  if (state->snapshot) report.snapshot = state->snapshot->index;
  report.snapshot_size = image.snapshot_size();
  report.transaction = file->newest().transaction;
  report.file_size = file->size();
  report.is_backup = image.is_backup();
  report.mark = image.mark();
  return report;
}

} // namespace ringleader
