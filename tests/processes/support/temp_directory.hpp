// SPDX-License-Identifier: BSD-3-Clause
/// temp_directory: a fresh directory that is removed with all it holds, whatever happens to the
/// test.
#pragma once

#include <ringleader/base/expects.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace ringleader {

class temp_directory {
public:
  temp_directory() {
    std::string pattern = std::filesystem::temp_directory_path() / "ringleader-processes-XXXXXX";
    EXPECTS(::mkdtemp(pattern.data()));
    path_ = pattern;
  }
  ~temp_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temp_directory(const temp_directory&) = delete;
  temp_directory& operator=(const temp_directory&) = delete;

  std::string operator/(const std::string& name) const { return path_ / name; }

private:
  std::filesystem::path path_;
};

/// Empty for a file that is not there.
inline std::string read_text(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

} // namespace ringleader
