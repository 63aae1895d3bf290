// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/endpoint.hpp>

#include <algorithm>

namespace ringleader {

std::string to_string(const endpoint& e) {
  auto host = e.host.find(':') == std::string::npos ? e.host : '[' + e.host + ']';
  return host + ':' + std::to_string(e.port);
}

result<endpoint> parse_endpoint(const std::string& text) {
  auto wrong = [&](const char* why) -> result<endpoint> {
    return {errc::invalid_option, '\'' + text + "' is not HOST:PORT: " + why};
  };
  auto colon = text.rfind(':');
  if (colon == std::string::npos) return wrong("there is no colon");
  auto host = text.substr(0, colon);
  auto port = text.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string::npos)
    return wrong("write an IPv6 host in brackets");
  if (host.empty()) return wrong("the host is empty");
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), digit))
    return wrong("the port is not a number");
  auto number = std::stoul(port);
  if (number > 65535) return wrong("the port is larger than 65535");
  return endpoint{host, static_cast<std::uint16_t>(number)};
}

} // namespace ringleader
