// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// A connection of somebody who does not speak the protocol.
class raw_connection {
public:
  explicit raw_connection(const endpoint& to) : file_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(to.port);
    ::inet_pton(AF_INET, to.host.c_str(), &at.sin_addr);
    REQUIRE(::connect(file_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
  }
  ~raw_connection() { ::close(file_); }
  raw_connection(const raw_connection&) = delete;
  raw_connection& operator=(const raw_connection&) = delete;

  /// The node may hang up before all is written; that is its right.
  void say(const std::string& bytes) {
    (void)::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  bool hung_up(wall_clock::duration limit) {
    return eventually(limit, [&] {
      char buffer[4096];
      auto size = ::recv(file_, buffer, sizeof buffer, MSG_DONTWAIT);
      return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    });
  }

private:
  int file_;
};

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 draw{seed};
  std::string text(size, '\0');
  for (auto& c : text) c = static_cast<char>(draw());
  return text;
}

long resident_kilobytes(pid_t pid) {
  auto text = read_text("/proc/" + std::to_string(pid) + "/status");
  auto at = text.find("VmRSS:");
  return at == std::string::npos ? -1 : std::stol(text.substr(at + 6));
}

} // namespace

TEST_CASE("garbage, port scanners and frames of absurd length leave a node as it was",
          "[hostile]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto leader = *all.leader({"a", "b", "c"});
  auto& target = all[leader];
  auto memory = resident_kilobytes(target.process().pid());
  REQUIRE(memory > 0);

  for (int i = 0; i < 100; ++i) raw_connection{target.at()}; // knocks and goes away
  for (unsigned seed = 1; seed <= 20; ++seed) {
    raw_connection garbage{target.at()};
    garbage.say(noise(1u << (seed % 17), seed));
  }
  raw_connection web{target.at()};
  web.say("GET / HTTP/1.1\r\nHost: node\r\n\r\n");
  CHECK(web.hung_up(4s));
  raw_connection huge{target.at()};
  huge.say(std::string(4, '\xff') + noise(1 << 20, 7));
  CHECK(huge.hung_up(4s));
  std::vector<std::unique_ptr<raw_connection>> silent; // each holds a place until its deadline
  for (int i = 0; i < 50; ++i) silent.push_back(std::make_unique<raw_connection>(target.at()));
  CHECK(all.status(target).is_object());
  CHECK(silent.back()->hung_up(4s));

  CHECK(all.settled({"a", "b", "c"}, 5s));
  CHECK(begins(target.ask("ask alice 1"), "value "));
  CHECK(begins(target.ask("lock payroll 0 0"), "granted "));
  CHECK(resident_kilobytes(target.process().pid()) < memory + 64 * 1024);
}
