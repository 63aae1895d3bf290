// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/file_io.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

int write_whole(int file, const std::uint8_t* data, std::size_t size, std::uint64_t at) {
  for (std::size_t done = 0; done < size;) {
    auto put = ::pwrite(file, data + done, size - done, static_cast<off_t>(at + done));
    if (put < 0 && errno != EINTR) return errno;
    if (put > 0) done += static_cast<std::size_t>(put);
  }
  return 0;
}

int read_whole(int file, std::uint8_t* data, std::size_t& size, std::uint64_t at) {
  for (std::size_t done = 0; done < size;) {
    auto got = ::pread(file, data + done, size - done, static_cast<off_t>(at + done));
    if (got < 0 && errno != EINTR) return errno;
    if (got == 0) size = done;
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return 0;
}

int sync_data(int file) {
  int code = 0;
  do code = ::fdatasync(file) != 0 ? errno : 0;
  while (code == EINTR);
  return code;
}

int sync_file(int file) {
  int code = 0;
  do code = ::fsync(file) != 0 ? errno : 0;
  while (code == EINTR);
  return code;
}

int sync_path(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  int code = file < 0 ? errno : sync_file(file);
  if (file >= 0) ::close(file);
  return code;
}

} // namespace ringleader
