// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/data_directory.hpp>

#include <ringleader/drivers/lmdb_check.hpp>
#include <ringleader/drivers/lmdb_database.hpp>
#include <ringleader/drivers/store_format.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
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

failure about(const std::string& path, failure why) {
  why.message = "data directory " + path + ": " + why.message;
  return why;
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

/// A directory without a data file is formatted only if it holds nothing else.
result<void> expect_empty(const std::string& path) {
  std::error_code code;
  for (fs::directory_iterator it{path, code}, end; !code && it != end; it.increment(code)) {
    auto name = it->path().filename().string();
    if (name != directory_lock::file_name && name != unfinished_name)
      return {errc::invalid_option, "holds " + name + " but no " + lmdb_store::data_file_name +
                                      "; name an empty directory or one of a node"};
  }
  if (code) return system_failure("cannot be listed", code.value());
  return {};
}

/// All of the file, the commit records of both meta pages, and whose it is.
result<store_identity> check(const lmdb_store_options& options) {
  auto file = lmdb_check::open(options.path + '/' + lmdb_store::data_file_name);
  if (!file) return file.error();
  result<void> ok;
  store_image image{file->newest().transaction};
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
  auto& identity = state->identity;
  if (identity.cluster_name != options.cluster_name)
    return {errc::foreign_cluster, "it belongs to cluster '" + identity.cluster_name + "', not '" +
                                     options.cluster_name +
                                     "'; name its directory, or its cluster with --cluster"};
  if (options.cluster && identity.cluster && identity.cluster != options.cluster)
    return {errc::foreign_cluster, "it belongs to the cluster with id " + to_hex(identity.cluster) +
                                     ", not " + to_hex(options.cluster) +
                                     "; name an empty directory to join as a new member"};
  return identity;
}

result<void> sync_directory(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_failure("cannot be opened", errno);
  int code = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (code != 0) return system_failure("cannot be synced", code);
  return {};
}

result<store_identity> format(const lmdb_store_options& options, entropy_port& entropy) {
  auto unfinished = options.path + '/' + unfinished_name;
  std::error_code code;
  fs::remove(unfinished, code);
  store_identity identity{store_id{entropy.next()}, {}, options.cluster_name};
  auto made = lmdb_database::create(unfinished, identity);
  if (made) fs::rename(unfinished, options.path + '/' + lmdb_store::data_file_name, code);
  if (made && code) made = system_failure("cannot be formatted", code.value());
  if (made) made = sync_directory(options.path);
  if (!made) {
    fs::remove(unfinished, code);
    return made.error();
  }
  return identity;
}

} // namespace

result<data_directory> open_data_directory(const lmdb_store_options& options,
                                           entropy_port& entropy) {
  auto& path = options.path;
  bool existed = exists(path);
  if (auto ok = prepare(path); !ok) return about(path, ok.error());
  bool formatted = exists(path + '/' + lmdb_store::data_file_name);
  if (!formatted) {
    if (auto ok = expect_empty(path); !ok) return about(path, ok.error());
  } else if (!exists(path + '/' + directory_lock::file_name)) {
    // A refusal must not leave a lock file behind that was not there.
    if (auto ok = check(options); !ok) return about(path, ok.error());
  }
  auto lock = directory_lock::take(path);
  if (!lock) return lock.error();
  formatted = exists(path + '/' + lmdb_store::data_file_name); // as it is under the lock
  auto identity = formatted ? check(options) : format(options, entropy);
  if (!identity) {
    std::error_code ignored;
    if (!formatted) fs::remove(path + '/' + directory_lock::file_name, ignored);
    if (!existed) fs::remove(path, ignored);
    return about(path, identity.error());
  }
  return data_directory{std::move(*lock), std::move(*identity)};
}

} // namespace ringleader
