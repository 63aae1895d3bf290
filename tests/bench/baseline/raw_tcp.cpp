// SPDX-License-Identifier: BSD-3-Clause
// Baseline of every request: 64 bytes there and back over loopback TCP, blocking sockets, one
// thread a side. No framework answers faster than this on the same machine.
#include "../figures.hpp"
#include "../other_process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

namespace bench = ringleader::bench;

namespace {

constexpr int warm_up = 2000;
constexpr int rounds = 30000;
using frame = std::array<char, 64>;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void no_delay(int fd) {
  int on = 1;
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) bench::give_up("TCP_NODELAY");
}

bool receive(int fd, frame& data) {
  return recv(fd, data.data(), data.size(), MSG_WAITALL) == static_cast<ssize_t>(data.size());
}

bool deliver(int fd, const frame& data) {
  return send(fd, data.data(), data.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(data.size());
}

void echo(const bench::other_process::announce& ready) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, raw, size) != 0 || listen(listener, 1) != 0) bench::give_up("listen");
  if (getsockname(listener, raw, &size) != 0) bench::give_up("getsockname");
  ready(ntohs(address.sin_port));
  int peer = accept(listener, nullptr, nullptr);
  if (peer < 0) bench::give_up("accept");
  no_delay(peer);
  frame data{};
  while (receive(peer, data) && deliver(peer, data)) {}
}

} // namespace

int main() {
  bench::other_process far{echo};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  auto address = loopback(far.port());
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    bench::give_up("connect");
  no_delay(fd);
  std::vector<double> samples;
  frame data{};
  for (int i = 0; i < warm_up + rounds; ++i) {
    auto start = bench::watch::now();
    if (!deliver(fd, data) || !receive(fd, data)) bench::give_up("ping");
    if (i >= warm_up) samples.push_back(bench::microseconds_since(start));
  }
  bench::print("raw_rtt_p50_us", bench::percentile(samples, 50));
  bench::print("raw_rtt_p99_us", bench::percentile(samples, 99));
}
