// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/commit_note.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace ringleader {

namespace {

struct disk_note {
  store_id store;
  std::uint64_t transaction = 0;
  std::uint64_t seal = 0;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_note& x) {
  return f(x.store, x.transaction, x.seal);
}

std::uint64_t seal_of(const disk_note& note) {
  return stable_hash(note.store.value, note.transaction);
}

std::string path_in(const std::string& directory) {
  return directory + '/' + commit_note::file_name;
}

} // namespace

result<void> commit_note::compare(const std::string& directory, const store_report& report) {
  std::ifstream in{path_in(directory), std::ios::binary};
  auto note = decode<disk_note>(bytes(std::istreambuf_iterator<char>{in}, {}));
  if (!note || note->seal != seal_of(*note) || note->store != report.identity.store) return {};
  if (note->transaction <= report.transaction) return {};
  return {errc::corrupt, "transaction " + std::to_string(note->transaction) +
                           " was acknowledged, but the data file ends at " +
                           std::to_string(report.transaction) +
                           ": it lost a write, or was put back from a copy"};
}

result<std::unique_ptr<commit_note>> commit_note::open(const std::string& directory,
                                                       store_id store) {
  auto path = path_in(directory);
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0)
    return {errno == ENOSPC || errno == EDQUOT ? errc::disk_full : errc::io_error,
            "cannot open " + path + ": " + std::strerror(errno)};
  return std::unique_ptr<commit_note>{new commit_note{descriptor, store}};
}

commit_note::~commit_note() {
  ::fdatasync(descriptor_);
  ::close(descriptor_);
}

void commit_note::write(std::uint64_t transaction) {
  disk_note note{store_, transaction, 0};
  note.seal = seal_of(note);
  auto data = encode(note);
  // In place and within one sector; a note that cannot be written only notices less.
  [[maybe_unused]] auto written = ::pwrite(descriptor_, data.data(), data.size(), 0);
}

} // namespace ringleader
