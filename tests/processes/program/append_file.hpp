// SPDX-License-Identifier: BSD-3-Clause
/// append_file: a file that several processes append lines to. Each line is one write() to a file
/// opened for appending, so lines of different processes never mix, and what was written survives
/// kill -9 of the writer: it is the outside world that entities and singletons act upon in tests.
#pragma once

#include <string>

namespace ringleader {

class append_file {
public:
  /// Aborts if the file cannot be opened: a test that records nothing would pass for the wrong
  /// reason.
  explicit append_file(const std::string& path);
  ~append_file();
  append_file(const append_file&) = delete;
  append_file& operator=(const append_file&) = delete;

  void append(std::string line);

private:
  int file_;
};

/// Of the machine's monotonic clock that counts suspend, the same in every process.
long long nanoseconds_now();
long long milliseconds_now();

} // namespace ringleader
