// SPDX-License-Identifier: BSD-3-Clause
/// endpoint: where a node listens. Text form `HOST:PORT`, IPv6 hosts in brackets.
#pragma once

#include <ringleader/base/result.hpp>

#include <cstdint>
#include <string>
#include <tuple>

namespace ringleader {

struct endpoint {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const endpoint& a, const endpoint& b) {
    return a.port == b.port && a.host == b.host;
  }
  friend bool operator!=(const endpoint& a, const endpoint& b) { return !(a == b); }
  friend bool operator<(const endpoint& a, const endpoint& b) {
    return std::tie(a.host, a.port) < std::tie(b.host, b.port);
  }
};

std::string to_string(const endpoint& e);

/// Port 0 is accepted: it asks the operating system for a free one.
result<endpoint> parse_endpoint(const std::string& text);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, endpoint& x) {
  return f(x.host, x.port);
}

} // namespace ringleader
