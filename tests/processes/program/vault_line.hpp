// SPDX-License-Identifier: BSD-3-Clause
/// vault_line: one writer's line to a vault.
///
///   vault_line line{at, "a/4711/kept"};
///   if (line.write("kept", token) == verdict::stale) stop();
///
/// A write is a datagram "NUMBER RESOURCE TOKEN WRITER", answered "NUMBER ok" or "NUMBER stale".
#pragma once

#include <ringleader/base/endpoint.hpp>

#include <cstdint>
#include <string>

namespace ringleader {

/// silent: no answer in time; the write may have happened.
enum class verdict : std::uint8_t { ok, stale, silent };

class vault_line {
public:
  /// Aborts if there is no socket to be had.
  vault_line(const endpoint& vault, std::string writer);
  ~vault_line();
  vault_line(const vault_line&) = delete;
  vault_line& operator=(const vault_line&) = delete;

  verdict write(const std::string& resource, std::uint64_t token);

private:
  std::string writer_;
  std::uint64_t number_ = 0;
  int socket_;
};

} // namespace ringleader
