// SPDX-License-Identifier: BSD-3-Clause
/// small_file_system: a file system of a few MiB in memory, mounted for one test, that fills up as
/// a disk does. Not everybody may mount: then ok() is false and why() the reason to skip.
///
///   small_file_system disk{4};
///   if (!disk.ok()) return skip(disk.why());
///   disk.fill();       // to the last byte
///   disk.make_room();
#pragma once

#include <ringleader/base/expects.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/mount.h>
#include <unistd.h>

namespace ringleader {

class small_file_system {
public:
  explicit small_file_system(int mib) {
    std::string pattern = std::filesystem::temp_directory_path() / "ringleader-small-XXXXXX";
    EXPECTS(::mkdtemp(pattern.data()));
    path_ = pattern;
    auto size = "size=" + std::to_string(mib) + "m";
    if (::mount("none", path_.c_str(), "tmpfs", 0, size.c_str()) != 0)
      why_ = std::string{"cannot mount a tmpfs: "} + std::strerror(errno);
  }
  small_file_system(const small_file_system&) = delete;
  small_file_system& operator=(const small_file_system&) = delete;
  ~small_file_system() {
    if (ok()) ::umount2(path_.c_str(), MNT_DETACH);
    ::rmdir(path_.c_str());
  }

  bool ok() const { return why_.empty(); }
  const std::string& why() const { return why_; }
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

  /// Takes all the room that is left.
  void fill() {
    int descriptor = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    EXPECTS(descriptor >= 0);
    char page[4096] = {};
    while (::write(descriptor, page, sizeof page) == static_cast<ssize_t>(sizeof page)) {}
    ::close(descriptor);
  }

  void make_room() { ::unlink(ballast().c_str()); }

private:
  std::string ballast() const { return path_ + "/ballast"; }

  std::string path_;
  std::string why_;
};

} // namespace ringleader
