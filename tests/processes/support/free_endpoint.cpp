// SPDX-License-Identifier: BSD-3-Clause
#include "free_endpoint.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <random>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

namespace ringleader {

namespace {

bool is_free(std::uint16_t port) {
  auto file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto taken = ::bind(file, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
  ::close(file);
  return taken;
}

} // namespace

endpoint free_endpoint() {
  static std::mt19937 draw{std::random_device{}()};
  static std::set<std::uint16_t> given;
  std::uniform_int_distribution<std::uint16_t> ports{15'000, 32'000};
  for (;;) {
    auto port = ports(draw);
    if (is_free(port) && given.insert(port).second) return {"127.0.0.1", port};
  }
}

} // namespace ringleader
