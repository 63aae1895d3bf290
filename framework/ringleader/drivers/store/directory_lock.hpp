// SPDX-License-Identifier: BSD-3-Clause
/// directory_lock: holds a data directory for this process alone, from take() to its destruction.
///
/// An flock on the file `lock` in the directory, closed on exec. The file's device and inode, with
/// the host's boot id and the store id, let a restarted node prove that its former process is gone
/// (docs/architecture.md, restart): while the lock is held nobody else holds the same file.
/// Works on local file systems; over a network file system flock promises nothing.
#pragma once

#include <ringleader/base/lock_file_id.hpp>
#include <ringleader/base/result.hpp>

#include <cstdint>
#include <string>

namespace ringleader {

class directory_lock {
public:
  /// Name of the lock file within the directory.
  static constexpr const char* file_name = "lock";

  /// Creates the lock file if there is none; directory_in_use if somebody holds it, this process
  /// included.
  static result<directory_lock> take(const std::string& directory);

  directory_lock(directory_lock&& other) noexcept;
  directory_lock& operator=(directory_lock&& other) noexcept;
  directory_lock(const directory_lock&) = delete;
  directory_lock& operator=(const directory_lock&) = delete;
  ~directory_lock();

  lock_file_id id() const { return id_; }

private:
  directory_lock(int descriptor, lock_file_id id) : descriptor_(descriptor), id_(id) {}

  int descriptor_;
  lock_file_id id_;
};

} // namespace ringleader
