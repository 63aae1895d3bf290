// SPDX-License-Identifier: BSD-3-Clause
#include "file_store.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <unistd.h>

using ringleader::errc;
using ringleader::fence;
using ringleader::result;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Writes a new file in the place of the old one: there is never half of one.
bool replace(const std::string& path, const std::string& text) {
  auto fresh = path + ".new";
  auto file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  auto written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  auto synced = ::fsync(file) == 0;
  ::close(file);
  return written && synced && ::rename(fresh.c_str(), path.c_str()) == 0;
}

/// One process at a time looks at the marks and writes.
class turn {
public:
  explicit turn(const std::string& path)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    mine_ = file_ >= 0 && ::flock(file_, LOCK_EX) == 0;
  }
  ~turn() { ::close(file_); }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

  bool is_mine() const { return mine_; }

private:
  int file_;
  bool mine_ = false;
};

} // namespace

result<void> file_store::append(ringleader::fencing_token token, const std::string& line) {
  turn now{path_ + ".turn"};
  if (!now.is_mine())
    return {errc::io_error, "cannot open " + path_ + ".turn; may you write here?"};
  auto marks = fence::load(ringleader::to_bytes(content_of(path_ + ".fence")));
  if (!marks) return marks.error();
  if (auto ok = marks->admit(path_, token); !ok) return ok;
  auto written = replace(path_ + ".fence", ringleader::to_text(marks->save())) &&
                 replace(path_, content_of(path_) + line + '\n');
  if (!written) return {errc::io_error, "cannot write " + path_};
  return {};
}

std::string file_store::read() const { return content_of(path_); }
