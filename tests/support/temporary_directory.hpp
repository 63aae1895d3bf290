// SPDX-License-Identifier: BSD-3-Clause
/// temporary_directory: an empty directory that goes away with the object; files as bytes.
#pragma once

#include <ringleader/base/bytes.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace ringleader {

class temporary_directory {
public:
  explicit temporary_directory(
    const std::filesystem::path& place = std::filesystem::temp_directory_path()) {
    static std::atomic<int> count{0};
    path_ = place / ("ringleader-" + std::to_string(::getpid()) + '-' + std::to_string(++count));
    std::filesystem::create_directory(path_);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string str() const { return path_.string(); }

private:
  std::filesystem::path path_;
};

inline bytes read_all(const std::string& path) {
  std::ifstream in{path, std::ios::binary | std::ios::ate};
  auto size = in ? static_cast<std::streamsize>(in.tellg()) : 0;
  bytes content(static_cast<std::size_t>(size));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(content.data()), size);
  content.resize(static_cast<std::size_t>(in.gcount()));
  return content;
}

inline void write_all(const std::string& path, const bytes& content) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out.write(reinterpret_cast<const char*>(content.data()),
            static_cast<std::streamsize>(content.size()));
}

} // namespace ringleader
