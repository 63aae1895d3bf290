// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/store_admin.hpp>

#include <ringleader/drivers/store/data_directory.hpp>
#include <ringleader/drivers/store/directory_check.hpp>
#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/isolated.hpp>
#include <ringleader/drivers/store/journal.hpp>
#include <ringleader/drivers/store/journal_reader.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace ringleader {

namespace {

namespace fs = std::filesystem;
using sharing = lmdb_database::sharing;

constexpr std::size_t copy_map_max = std::size_t{1} << 40;
constexpr int live_reads_max = 20;

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string data_file(const std::string& directory) { return directory + '/' + data_file_name; }

failure about_copy(const std::string& file, failure why) {
  why.message = "copy " + file + ": " + why.message;
  if (why.code == errc::corrupt) why.message += "; use another copy";
  return why;
}

result<void> expect_store(const std::string& directory) {
  if (exists(data_file(directory))) return {};
  return {errc::not_found, std::string{"holds no "} + data_file_name +
                             "; name the data directory of a node with --data-dir"};
}

/// Holds the directory; without a lock file there is none to hold, and none is left behind.
result<std::optional<directory_lock>> hold(const std::string& directory) {
  if (!exists(directory + '/' + directory_lock::file_name)) return std::optional<directory_lock>{};
  auto lock = directory_lock::take(directory);
  if (!lock) return lock.error();
  return std::optional<directory_lock>{std::move(*lock)};
}

/// The file as LMDB finds it, which must be what plain reads found.
result<stored_state> read_again(const std::string& file, const store_report& report) {
  auto read = lmdb_database::read(file, sharing::none);
  if (!read) return read.error();
  auto& state = read->state;
  auto last = state.records.empty() ? log_index{} : state.records.back().index;
  if (state.identity.store != report.identity.store || last != report.last_record)
    return {errc::corrupt, "plain reads and LMDB find different states"};
  return std::move(state);
}

/// What both ways of reading agree on.
result<store_report> examine(const std::string& file) {
  auto report = check_store_file(file);
  if (!report) return report;
  if (auto read = read_again(file, *report); !read) return read.error();
  return report;
}

/// What data file and journal hold together, while a node may write them. The notes first: what
/// they say is in what is read behind them.
result<stored_state> read_whole(const std::string& directory, sharing others) {
  auto age = others == sharing::none ? journal_age::of_the_mark : journal_age::before_the_mark;
  auto notes = copy_notes(directory);
  auto journal = copy_journal(directory);
  std::vector<journal_frame> frames;
  auto read = lmdb_database::read(
    data_file(directory), others,
    [&](store_id store, const std::optional<journal_mark>& mark) -> result<void> {
      if (!mark) return expect_unused_journal(journal, store);
      auto found = read_journal(journal, store, *mark, age);
      if (!found) return found.error();
      frames = std::move(*found);
      return expect_fed_from(copy_journal(directory), store, *mark);
    });
  if (!read) return read.error();
  auto whole = expect_acknowledged(notes, read->state.identity.store,
                                   held_by(read->transaction, read->mark, frames));
  if (!whole) return whole.error();
  if (auto ok = replay(read->state, frames); !ok) return ok.error();
  return std::move(read->state);
}

/// A stopped node's directory, as plain reads and LMDB find it.
result<directory_content> examine_directory(const std::string& directory,
                                            const state_check& check = {}) {
  auto content = check_directory(directory);
  if (!content) return content;
  auto read = read_again(data_file(directory), content->report);
  if (!read) return read.error();
  if (auto ok = replay(*read, content->found); !ok) return ok.error();
  if (check)
    if (auto ok = check(*read); !ok) return ok.error();
  auto& records = read->records;
  content->report.hard = read->hard;
  content->report.first_record = records.empty() ? log_index{} : records.front().index;
  content->report.last_record = records.empty() ? log_index{} : records.back().index;
  return content;
}

/// Brings what only the journal has into the data file of a stopped node.
result<void> settle_journal(const std::string& directory) {
  auto content = examine_directory(directory);
  if (!content) return content.error();
  auto& frames = content->found;
  if (frames.empty()) return {};
  // A mark must not last longer than the frames that it stands on: opening the journal syncs them.
  auto log = journal::open(directory, *content->report.mark, frames);
  if (!log) return log.error();
  auto data = lmdb_database::open(data_file(directory), copy_map_max, sharing::none);
  if (!data) return data.error();
  return (*data)->settle(writes_of(frames), frames.back().end);
}

result<void> sync(const std::string& path) {
  int code = sync_path(path);
  if (code != 0) return {errc::io_error, "cannot sync " + path + ": " + std::strerror(code)};
  return {};
}

result<stored_state> read_live(const std::string& directory) {
  if (auto there = expect_store(directory); !there) return there.error();
  if (!exists(lmdb_database::lock_file(data_file(directory)))) {
    auto lock = hold(directory); // no node of this release has run here yet; none may start now
    if (!lock) return lock.error();
    return read_whole(directory, sharing::none);
  }
  // The journal is read as it is while the node writes: what is half written may look like damage.
  auto state = read_whole(directory, sharing::readers);
  for (int tries = live_reads_max; !state && state.error().code == errc::corrupt && tries > 1;
       --tries)
    state = read_whole(directory, sharing::readers);
  return state;
}

std::string name_of_copy(const stored_state& state) {
  auto last = state.snapshot ? state.snapshot->index : log_index{};
  if (!state.records.empty()) last = state.records.back().index;
  return "ringleader-" + to_hex(state.identity.cluster) + "-" + to_hex(state.identity.store) + "-" +
         to_string(last) + ".backup";
}

/// Writes, verifies and syncs under `unfinished`, then gives the copy its name.
result<void> write_copy(const stored_state& state, const std::string& unfinished,
                        const std::string& file) {
  if (auto made = lmdb_database::create(unfinished, state, true); !made) return made;
  auto written = examine(unfinished);
  if (!written) return written.error();
  if (auto synced = sync(unfinished); !synced) return synced;
  // Unlike a rename a link takes no name that is in use.
  if (::link(unfinished.c_str(), file.c_str()) != 0)
    return {errc::io_error, errno == EEXIST
                              ? file + " is there already and is not overwritten; name another file"
                              : "cannot make " + file + ": " + std::strerror(errno)};
  ::unlink(unfinished.c_str());
  return sync(fs::absolute(file).parent_path().string());
}

} // namespace

result<std::string> verify_store(const std::string& directory, const report_text& print,
                                 const state_check& check) {
  auto lock = hold(directory);
  if (!lock) return lock.error();
  auto said = isolated([&]() -> result<std::string> {
    if (auto there = expect_store(directory); !there) return there.error();
    auto content = examine_directory(directory, check);
    if (!content) return content.error();
    return print(content->report);
  });
  if (!said) return about_directory(directory, said.error());
  return said;
}

result<std::string> backup_store(const std::string& directory, const std::string& to) {
  std::error_code ignored;
  bool into = fs::is_directory(to, ignored);
  if (!into && exists(to))
    return {errc::invalid_option, to + " is there already and is not overwritten; name another "
                                       "file, or a directory"};
  auto place = into ? fs::path{to} : fs::absolute(to).parent_path();
  auto unfinished = (place / (".ringleader-backup-" + std::to_string(::getpid()))).string();
  fs::remove(unfinished, ignored);
  auto said = isolated([&]() -> result<std::string> {
    auto state = read_live(directory);
    if (!state) return about_directory(directory, state.error());
    auto file = into ? (place / name_of_copy(*state)).string() : to;
    auto written = write_copy(*state, unfinished, file);
    if (!written) return about_copy(file, written.error());
    return file;
  });
  fs::remove(unfinished, ignored);
  return said;
}

result<std::string> restore_store(const std::string& from, const std::string& directory,
                                  const rebuild& change, const report_text& print) {
  return isolated([&]() -> result<std::string> {
    auto found = check_store_file(from);
    if (!found) return about_copy(from, found.error());
    if (!found->is_backup)
      return {errc::invalid_option, from + " is the data file of a node and no copy; make one with "
                                           "`backup`, or use `recover` on its directory"};
    auto state = lmdb_database::read(from, sharing::none);
    if (!state) return about_copy(from, state.error());
    auto reborn = change(std::move(state->state));
    if (!reborn) return about_copy(from, reborn.error());
    if (auto put = restore_data_directory(directory, *reborn); !put) return put.error();
    auto report = examine(data_file(directory));
    if (!report) return about_directory(directory, report.error());
    return print(*report);
  });
}

result<std::string> recover_store(const std::string& directory, const rebuild& change,
                                  const report_text& print) {
  if (auto there = expect_store(directory); !there)
    return about_directory(directory, there.error());
  auto lock = directory_lock::take(directory);
  if (!lock) return lock.error();
  return isolated([&]() -> result<std::string> {
    auto file = data_file(directory);
    auto fail = [&](const failure& why) { return about_directory(directory, why); };
    if (auto settled = settle_journal(directory); !settled) return fail(settled.error());
    auto read = lmdb_database::read(file, sharing::none);
    if (!read) return fail(read.error());
    auto kept = "before-recovery-" + to_hex(read->state.identity.store) + ".mdb";
    auto reborn = change(std::move(read->state));
    if (!reborn) return fail(reborn.error());
    if (auto put = replace_data_file(*lock, directory, *reborn, kept); !put) return put.error();
    auto report = examine(file);
    if (!report) return fail(report.error());
    return print(*report);
  });
}

} // namespace ringleader
