// SPDX-License-Identifier: BSD-3-Clause
#include "vault.hpp"

#include <ringleader/base/expects.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr int look_ms = 50;

std::string node_of(const std::string& writer) { return writer.substr(0, writer.find('/')); }

} // namespace

vault::vault() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECTS(::bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here) == 0);
  socklen_t size = sizeof here;
  EXPECTS(::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size) == 0);
  at_ = {"127.0.0.1", ntohs(here.sin_port)};
  thread_ = std::thread{[this] { serve(); }};
}

vault::~vault() {
  closing_ = true;
  thread_.join();
  ::close(socket_);
}

void vault::serve() {
  for (pollfd next{socket_, POLLIN, 0}; !closing_;) {
    if (::poll(&next, 1, look_ms) <= 0) continue;
    char text[256];
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto* peer = reinterpret_cast<sockaddr*>(&from);
    auto length = ::recvfrom(socket_, text, sizeof text, 0, peer, &size);
    if (length <= 0) continue;
    std::istringstream words{std::string{text, static_cast<std::size_t>(length)}};
    std::string number, resource, writer;
    std::uint64_t token = 0;
    if (!(words >> number >> resource >> token >> writer)) continue;
    auto answer = number + (admit(resource, token, writer) ? " ok" : " stale");
    ::sendto(socket_, answer.data(), answer.size(), 0, peer, size);
  }
}

bool vault::admit(const std::string& resource, std::uint64_t token, const std::string& writer) {
  std::lock_guard<std::mutex> guard{mutex_};
  ++tally_.writes;
  if (!fence_.admit(resource, fencing_token{token})) {
    ++tally_.refused;
    return false;
  }
  auto& last = newest_[resource];
  if (token < last.token) ++tally_.accepted_stale;
  auto first = accepted_.emplace(token, std::pair{resource, writer}).first;
  if (first->second != std::pair{resource, writer}) ++tally_.shared;
  last = {node_of(writer), std::max(token, last.token), wall_clock::now()};
  return true;
}

std::optional<vault::hand> vault::newest(const std::string& resource) const {
  std::lock_guard<std::mutex> guard{mutex_};
  auto at = newest_.find(resource);
  return at == newest_.end() ? std::nullopt : std::optional<hand>{at->second};
}

vault::tally vault::count() const {
  std::lock_guard<std::mutex> guard{mutex_};
  return tally_;
}

std::map<std::uint64_t, std::string> vault::accepted() const {
  std::lock_guard<std::mutex> guard{mutex_};
  std::map<std::uint64_t, std::string> all;
  for (auto& [token, by] : accepted_)
    all[token] = by.first + ' ' + std::to_string(token) + ' ' + node_of(by.second);
  return all;
}

} // namespace ringleader
