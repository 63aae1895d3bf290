// SPDX-License-Identifier: BSD-3-Clause
#include "vault_line.hpp"

#include <ringleader/base/expects.hpp>

#include <arpa/inet.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr int patience_ms = 500;

} // namespace

vault_line::vault_line(const endpoint& vault, std::string writer)
  : writer_(std::move(writer)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(vault.port);
  EXPECTS(::inet_pton(AF_INET, vault.host.c_str(), &to.sin_addr) == 1);
  EXPECTS(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
}

vault_line::~vault_line() { ::close(socket_); }

verdict vault_line::write(const std::string& resource, std::uint64_t token) {
  auto line =
    std::to_string(++number_) + ' ' + resource + ' ' + std::to_string(token) + ' ' + writer_;
  if (::send(socket_, line.data(), line.size(), 0) < 0) return verdict::silent;
  for (pollfd answer{socket_, POLLIN, 0}; ::poll(&answer, 1, patience_ms) > 0;) {
    char text[64];
    auto size = ::recv(socket_, text, sizeof text, 0);
    if (size <= 0) break;
    std::istringstream words{std::string{text, static_cast<std::size_t>(size)}};
    std::uint64_t number = 0;
    std::string said;
    words >> number >> said;
    if (number == number_) return said == "ok" ? verdict::ok : verdict::stale;
  }
  return verdict::silent;
}

} // namespace ringleader
