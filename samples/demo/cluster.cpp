// SPDX-License-Identifier: BSD-3-Clause
#include "cluster.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace demo {

namespace {

/// Ports that nobody uses now. All are held until all are found, so that they differ.
std::array<std::uint16_t, node_count> free_ports() {
  std::array<std::uint16_t, node_count> ports{};
  std::array<int, node_count> sockets{};
  for (std::size_t i = 0; i < node_count; ++i) {
    sockets[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* address = reinterpret_cast<sockaddr*>(&at);
    if (::bind(sockets[i], address, size) == 0 && ::getsockname(sockets[i], address, &size) == 0)
      ports[i] = ntohs(at.sin_port);
  }
  for (auto s : sockets) ::close(s);
  return ports;
}

std::string at(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

} // namespace

cluster::cluster(std::string program, std::string directory)
  : program_(std::move(program)), directory_(std::move(directory)), ports_(free_ports()) {}

std::string cluster::file(std::size_t node, const std::string& kind) const {
  return directory_ + "/" + name(node) + "." + kind;
}

std::size_t cluster::node_of(const std::string& wanted) const {
  std::size_t node = 0;
  while (node < node_count && name(node) != wanted) ++node;
  return node;
}

bool cluster::start(std::size_t node) {
  up_[node] = false;
  return processes_[node].start(
    {program_, "--name", name(node), "--listen", at(ports_[node]), "--founders",
     at(ports_[0]) + "," + at(ports_[1]) + "," + at(ports_[2]), "--data-dir", file(node, "data"),
     "--cluster", "demo", "--log-file", log(node), "--idle-after", "0", "--ledger", ledger(node)});
}

void cluster::sort(std::size_t node, const std::string& line, const line_handler& each) {
  if (line.rfind("up ", 0) == 0)
    up_[node] = true;
  else if (line.rfind("# ", 0) == 0)
    last_report_ = name(node) + ": " + line.substr(2);
  else
    each(node, line);
}

void cluster::exchange(int milliseconds, const line_handler& each) {
  std::array<pollfd, 2 * node_count> waits{};
  for (std::size_t i = 0; i < node_count; ++i) {
    auto& p = processes_[i];
    p.write_some();
    waits[2 * i] = {p.running() ? p.output() : -1, POLLIN, 0};
    waits[2 * i + 1] = {p.running() && p.wants_to_write() ? p.input() : -1, POLLOUT, 0};
  }
  if (::poll(waits.data(), waits.size(), milliseconds) <= 0) return;
  for (std::size_t i = 0; i < node_count; ++i) {
    if (waits[2 * i].revents == 0) continue;
    if (!processes_[i].read_some([&](const std::string& line) { sort(i, line, each); }))
      fallen_ = i;
  }
}

void cluster::kill(std::size_t node, const line_handler& each) {
  auto& p = processes_[node];
  p.kill_hard();
  up_[node] = false;
  while (p.read_some([&](const std::string& line) { sort(node, line, each); })) {}
  p.kill_now();
}

void cluster::kill_all() {
  for (auto& p : processes_) p.kill_now();
}

nlohmann::json cluster::status() const {
  for (std::size_t i = 0; i < node_count; ++i) {
    if (!processes_[i].running()) continue;
    auto text = output_of({program_, "status", "--json", "--at", at(ports_[i])});
    auto all = nlohmann::json::parse(text, nullptr, false);
    if (!all.is_discarded() && all.contains("members")) return all;
  }
  return nlohmann::json(nlohmann::json::value_t::discarded);
}

} // namespace demo
