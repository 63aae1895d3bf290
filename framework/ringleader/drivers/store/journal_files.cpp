// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/journal_files.hpp>

#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/lmdb_transaction.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr const char* unfinished_suffix = ".tmp";
constexpr std::size_t chunk = std::size_t{1} << 20;

/// Of this and the next two: 0, or an errno.
int write_at(int descriptor, const bytes& data, std::size_t at) {
  return write_whole(descriptor, data.data(), data.size(), at);
}

int fill(int descriptor, const journal_header& header) {
  auto size = header.sectors * journal_sector_size;
  int code = 0;
  for (std::size_t at = 0; at < size && code == 0; at += chunk)
    code = write_at(descriptor, bytes(std::min(chunk, size - at)), at);
  if (code == 0) code = write_at(descriptor, encode_header(header), 0);
  if (code == 0) code = sync_file(descriptor);
  return code;
}

int make(const std::string& path, const journal_header& header) {
  auto unfinished = path + unfinished_suffix;
  int descriptor = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (descriptor < 0) return errno;
  int code = fill(descriptor, header);
  ::close(descriptor);
  if (code == 0 && std::rename(unfinished.c_str(), path.c_str()) != 0) code = errno;
  return code;
}

} // namespace

result<void> make_journal_files(const std::string& directory, store_id store, std::size_t size) {
  int code = 0;
  for (std::uint32_t number : {0, 1})
    if (code == 0)
      code = make(directory + '/' + journal_file_names[number],
                  {store, number, size / journal_sector_size});
  if (code == 0) code = sync_path(directory);
  if (code == 0) return {};
  remove_journal_files(directory);
  return lmdb_failure("cannot make the journal", code);
}

void remove_journal_files(const std::string& directory) {
  for (auto name : journal_file_names)
    for (auto suffix : {"", unfinished_suffix}) ::unlink((directory + '/' + name + suffix).c_str());
}

bool is_journal_file(const std::string& name) {
  for (auto known : journal_file_names)
    if (name == known || name == std::string{known} + unfinished_suffix) return true;
  return false;
}

} // namespace ringleader
