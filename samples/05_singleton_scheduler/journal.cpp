// SPDX-License-Identifier: BSD-3-Clause
#include "journal.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>

namespace scheduler {

using namespace ringleader;

namespace {

failure io_failure(const std::string& what) {
  return {errc::io_error, what + "; see that the directory exists and has room"};
}

/// All of it is on disk under that name, or nothing is.
bool replace_file(const std::string& path, const bytes& data) {
  auto fresh = path + ".new";
  auto file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  auto done = ::write(file, data.data(), data.size()) == static_cast<ssize_t>(data.size()) &&
              ::fsync(file) == 0;
  ::close(file);
  return done && ::rename(fresh.c_str(), path.c_str()) == 0;
}

} // namespace

journal::journal(std::string path)
  : path_(std::move(path)),
    file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}

journal::~journal() {
  if (file_ >= 0) ::close(file_);
}

result<entry> journal::add(fencing_token token, const std::string& job, std::uint64_t slot,
                           const std::string& node) {
  if (file_ < 0) return io_failure("the journal " + path_ + " cannot be opened");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) return entry::busy;
  auto added = add_locked(token, job, slot, node);
  ::flock(file_, LOCK_UN);
  return added;
}

result<entry> journal::add_locked(fencing_token token, const std::string& job, std::uint64_t slot,
                                  const std::string& node) {
  read_new_lines();
  if (auto ok = admit(token); !ok) return ok.error();
  if (slot <= last_slot(job)) return entry::run_before;
  auto line = to_string(token) + ' ' + job + ' ' + std::to_string(slot) + ' ' + node + '\n';
  if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return io_failure("the journal " + path_ + " cannot be written");
  read_to_ += static_cast<long>(line.size());
  last_slots_[job] = slot;
  return entry::written;
}

void journal::read_new_lines() {
  std::string text;
  char part[4096];
  for (auto at = read_to_;;) {
    auto size = ::pread(file_, part, sizeof part, at);
    if (size <= 0) break;
    text.append(part, static_cast<std::size_t>(size));
    at += size;
  }
  auto whole = text.rfind('\n') + 1; // zero without one
  std::istringstream lines{text.substr(0, whole)};
  std::string token, job, node;
  for (std::uint64_t slot = 0; lines >> token >> job >> slot >> node;)
    last_slots_[job] = std::max(last_slots_[job], slot);
  read_to_ += static_cast<long>(whole);
  // What a killed process had begun: under the lock nobody is about to finish it.
  if (whole < text.size() && ::ftruncate(file_, read_to_) != 0) return;
}

result<void> journal::admit(fencing_token token) {
  std::ifstream in{path_ + ".fence", std::ios::binary};
  bytes stored{std::istreambuf_iterator<char>{in}, {}};
  auto marks = fence::load(stored);
  if (!marks) return marks.error();
  auto before = marks->mark("journal");
  if (auto ok = marks->admit("journal", token); !ok) return ok;
  if (marks->mark("journal") != before && !replace_file(path_ + ".fence", marks->save()))
    return io_failure("the marks beside " + path_ + " cannot be written");
  return {};
}

std::uint64_t journal::last_slot(const std::string& job) const {
  auto at = last_slots_.find(job);
  return at == last_slots_.end() ? 0 : at->second;
}

} // namespace scheduler
