// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/data_directory.hpp>

#include <ringleader/drivers/store/directory_check.hpp>
#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/journal_reader.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace ringleader {

namespace {

namespace fs = std::filesystem;

constexpr const char* unfinished_name = "format.tmp";

failure system_failure(const std::string& what, int code) {
  return {code == ENOSPC || code == EDQUOT ? errc::disk_full : errc::io_error,
          what + ": " + std::strerror(code)};
}

bool exists(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// Makes sure that there is a directory that can be written.
result<void> prepare(const std::string& path) {
  std::error_code code;
  auto kind = fs::status(path, code).type();
  if (kind == fs::file_type::not_found) {
    if (fs::create_directory(path, code)) return {};
    return system_failure("cannot be created, its parent must exist and be writable", code.value());
  }
  if (kind == fs::file_type::directory) {
    if (::access(path.c_str(), R_OK | W_OK | X_OK) == 0) return {};
    return system_failure("is not readable and writable for this user", errno);
  }
  if (kind != fs::file_type::none)
    return {errc::io_error, "is not a directory; name a directory with --data-dir"};
  return system_failure("cannot be examined", code.value());
}

/// A directory without a data file is formatted only if it holds nothing else. A journal that was
/// made and not used is what an interrupted formatting leaves.
result<void> expect_empty(const std::string& path) {
  std::error_code code;
  for (fs::directory_iterator it{path, code}, end; !code && it != end; it.increment(code)) {
    auto name = it->path().filename().string();
    if (name != directory_lock::file_name && name != unfinished_name && !is_journal_file(name))
      return {errc::invalid_option, "holds " + name + " but no " + data_file_name +
                                      "; name an empty directory or one of a node"};
  }
  if (code) return system_failure("cannot be listed", code.value());
  return {};
}

/// Nor is it if it was a node's that has lost its data file.
result<void> expect_never_used(const std::string& path) {
  constexpr const char* lost = " but no data file; put it back, or name an empty directory";
  for (auto& note : copy_notes(path))
    return {errc::invalid_option, "holds what store " + to_hex(note.store) + " noted" + lost};
  auto unused = expect_unused_journal(copy_journal(path), {});
  if (!unused)
    return {errc::invalid_option, "holds a journal (" + unused.error().message + ")" + lost};
  return {};
}

result<void> expect_new(const std::string& path) {
  if (auto ok = expect_empty(path); !ok) return ok;
  return expect_never_used(path);
}

/// All of its files, and whose they are.
result<directory_content> check(const lmdb_store_options& options) {
  auto content = check_directory(options.path);
  if (!content) return content;
  auto& identity = content->report.identity;
  if (identity.cluster_name != options.cluster_name)
    return {errc::foreign_cluster, "it belongs to cluster '" + identity.cluster_name + "', not '" +
                                     options.cluster_name +
                                     "'; name its directory, or its cluster with --cluster"};
  if (options.cluster && identity.cluster && identity.cluster != options.cluster)
    return {errc::foreign_cluster, "it belongs to the cluster with id " + to_hex(identity.cluster) +
                                     ", not " + to_hex(options.cluster) +
                                     "; name an empty directory to join as a new member"};
  return content;
}

/// Builds the data file under another name and renames it.
result<void> put_data_file(const std::string& path,
                           const std::function<result<void>(const std::string&)>& make) {
  auto unfinished = path + '/' + unfinished_name;
  auto file = path + '/' + data_file_name;
  std::error_code code;
  fs::remove(unfinished, code);
  // What LMDB's lock file says of another data file would be wrong for this one.
  fs::remove(lmdb_database::lock_file(file), code);
  auto made = make(unfinished);
  if (made) fs::rename(unfinished, file, code);
  if (made && code) made = system_failure("cannot be formatted", code.value());
  if (made)
    if (int failed = sync_path(path); failed != 0)
      made = system_failure("cannot be synced", failed);
  if (!made) fs::remove(unfinished, code);
  return made;
}

/// The journal first: it is removed where the data file cannot be made.
result<directory_content> format(const lmdb_store_options& options, entropy_port& entropy) {
  store_identity identity{store_id{entropy.next()}, {}, options.cluster_name};
  auto made = make_journal_files(options.path, identity.store, options.journal_size);
  if (!made) return made.error();
  made = put_data_file(
    options.path, [&](const std::string& file) { return lmdb_database::create(file, identity); });
  if (made) {
    directory_content empty;
    empty.report.identity = identity;
    return empty;
  }
  remove_journal_files(options.path);
  return made.error();
}

result<directory_content> check_and_complete(const lmdb_store_options& options) {
  auto content = check(options);
  if (!content || content->report.mark) return content;
  auto store = content->report.identity.store;
  auto made = make_journal_files(options.path, store, options.journal_size);
  if (!made) return made.error();
  return content;
}

/// An empty directory, as it is under the lock.
result<void> restore_into(const std::string& path, const stored_state& state) {
  if (exists(path + '/' + data_file_name))
    return {errc::invalid_option, "holds a store already; name an empty directory"};
  if (auto ok = expect_empty(path); !ok) return ok;
  auto lock = directory_lock::take(path);
  if (!lock) return lock.error();
  if (exists(path + '/' + data_file_name))
    return {errc::invalid_option, "holds a store already; name an empty directory"};
  auto put = put_data_file(
    path, [&](const std::string& into) { return lmdb_database::create(into, state, false); });
  std::error_code ignored;
  if (put)
    remove_journal_files(path); // left over from what was here before, in whatever state
  else
    fs::remove(path + '/' + directory_lock::file_name, ignored);
  return put;
}

} // namespace

result<data_directory> open_data_directory(const lmdb_store_options& options,
                                           entropy_port& entropy) {
  auto& path = options.path;
  bool existed = exists(path);
  if (auto ok = prepare(path); !ok) return about_directory(path, ok.error());
  bool formatted = exists(path + '/' + data_file_name);
  if (!formatted) {
    if (auto ok = expect_new(path); !ok) return about_directory(path, ok.error());
  } else if (!exists(path + '/' + directory_lock::file_name)) {
    // A refusal must not leave a lock file behind that was not there.
    if (auto ok = check(options); !ok) return about_directory(path, ok.error());
  }
  auto lock = directory_lock::take(path);
  if (!lock) return lock.error();
  formatted = exists(path + '/' + data_file_name); // as it is under the lock
  auto content = formatted ? check_and_complete(options) : format(options, entropy);
  if (!content) {
    std::error_code ignored;
    if (!formatted) fs::remove(path + '/' + directory_lock::file_name, ignored);
    if (!existed) fs::remove(path, ignored);
    return about_directory(path, content.error());
  }
  return data_directory{std::move(*lock), std::move(content->report.identity),
                        content->report.mark.value_or(journal_mark{}), std::move(content->found),
                        content->held};
}

result<void> restore_data_directory(const std::string& path, const stored_state& state) {
  bool existed = exists(path);
  if (auto ok = prepare(path); !ok) return about_directory(path, ok.error());
  auto restored = restore_into(path, state);
  std::error_code ignored;
  if (!restored && !existed) fs::remove(path, ignored);
  if (!restored) return about_directory(path, restored.error());
  return {};
}

result<void> replace_data_file(const directory_lock&, const std::string& path,
                               const stored_state& state, const std::string& kept_name) {
  auto file = path + '/' + data_file_name;
  auto kept = path + '/' + kept_name;
  std::error_code code;
  fs::create_hard_link(file, kept, code);
  // An earlier try that was interrupted has kept it already.
  if (code && !fs::equivalent(file, kept, code))
    return about_directory(path, {errc::io_error, "cannot keep the old data file as " + kept_name +
                                                    "; move that name out of the way"});
  auto put = put_data_file(
    path, [&](const std::string& into) { return lmdb_database::create(into, state, false); });
  if (put) remove_journal_files(path); // of the store that is gone
  if (put) return {};
  if (fs::equivalent(file, kept, code)) fs::remove(kept, code); // nothing has changed
  return about_directory(path, put.error());
}

} // namespace ringleader
