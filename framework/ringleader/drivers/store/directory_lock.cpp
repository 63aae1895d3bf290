// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/directory_lock.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ringleader {

result<directory_lock> directory_lock::take(const std::string& directory) {
  auto path = directory + '/' + file_name;
  auto failed = [&](const char* what) -> result<directory_lock> {
    return {errc::io_error,
            "cannot " + std::string{what} + ' ' + path + ": " + std::strerror(errno)};
  };
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) return failed("open");
  directory_lock lock{descriptor, {}};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failed("lock");
    return {errc::directory_in_use, "the data directory " + directory +
                                      " is in use by another process; stop it, or name another "
                                      "directory with --data-dir"};
  }
  struct stat held {};
  struct stat named {};
  if (::fstat(descriptor, &held) != 0) return failed("examine");
  // Somebody may have removed the file between open and flock: then this lock excludes nobody.
  if (::stat(path.c_str(), &named) != 0) return failed("examine");
  if (held.st_ino != named.st_ino || held.st_dev != named.st_dev)
    return {errc::directory_in_use,
            "the lock file of " + directory + " was replaced while it was taken; try again"};
  lock.id_ = {static_cast<std::uint64_t>(held.st_dev), static_cast<std::uint64_t>(held.st_ino)};
  return lock;
}

directory_lock::directory_lock(directory_lock&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)), id_(other.id_) {}

directory_lock& directory_lock::operator=(directory_lock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(id_, other.id_);
  return *this;
}

directory_lock::~directory_lock() {
  if (descriptor_ >= 0) ::close(descriptor_); // ends the flock
}

} // namespace ringleader
