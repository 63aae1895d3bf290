// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/ports/channel.hpp>
#include <ringleader/drivers/net/framing.hpp>
#include <ringleader/drivers/net/hello.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <random>
#include <sys/socket.h>
#include <thread>
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

  /// As much of it as goes without waiting; answers how much that is.
  std::size_t say_some(const std::string& bytes, std::size_t from) {
    auto size =
      ::send(file_, bytes.data() + from, bytes.size() - from, MSG_NOSIGNAL | MSG_DONTWAIT);
    return size < 0 ? 0 : static_cast<std::size_t>(size);
  }

  /// Reads what is there, and answers how much that is.
  std::size_t listen() {
    char buffer[1 << 16];
    auto size = ::recv(file_, buffer, sizeof buffer, MSG_DONTWAIT);
    return size < 0 ? 0 : static_cast<std::size_t>(size);
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

/// What an admin says from its first word on, with so many questions in a row.
std::string questions(std::uint64_t store, std::size_t count) {
  net::hello h;
  h.protocol_version = 1;
  h.store = store_id{store};
  h.boot = boot_id{store};
  h.role = peer_role::admin;
  h.on = lane::data;
  h.name = "asker";
  bytes all;
  net::put_control(all, net::frame_kind::hello, encode(h));
  net::put_control(all, net::frame_kind::ready, {});
  for (std::size_t i = 0; i < count; ++i)
    net::put_data(all, static_cast<std::uint8_t>(channel::admin),
                  encode(wire::admin_request{"status"}));
  return {all.begin(), all.end()};
}

/// Asks as fast as it is answered, and faster, until it is told to stop.
std::size_t ask_without_pause(raw_connection& at, std::uint64_t store,
                              const std::atomic<bool>& stop) {
  auto text = questions(store, 200'000);
  std::size_t said = 0, heard = 0;
  while (!stop) {
    if (said < text.size()) said += at.say_some(text, said);
    heard += at.listen();
    std::this_thread::sleep_for(1ms);
  }
  return heard;
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

TEST_CASE("questions without a pause cost the leader neither its leadership nor much memory",
          "[hostile]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto leader = *all.leader({"a", "b", "c"});
  auto& target = all[leader];
  auto& other = all[leader == "a" ? "b" : "a"];
  auto term = all.status(other).at("control").at("term");
  auto memory = resident_kilobytes(target.process().pid());

  // An answer has 2 MiB at most, and each connection one of them.
  constexpr long answer_kilobytes = 2 * 1024;
  std::vector<std::unique_ptr<raw_connection>> mute;
  for (std::uint64_t i = 0; i < 12; ++i) {
    mute.push_back(std::make_unique<raw_connection>(target.at()));
    mute.back()->say_some(questions(1000 + i, 2000), 0);
  }
  std::atomic<bool> stop{false};
  std::vector<std::unique_ptr<raw_connection>> lines;
  std::vector<std::thread> askers;
  std::atomic<std::size_t> heard{0};
  for (std::uint64_t i = 0; i < 4; ++i) {
    lines.push_back(std::make_unique<raw_connection>(target.at()));
    askers.emplace_back([&, i] { heard += ask_without_pause(*lines[i], 2000 + i, stop); });
  }
  long most = 0;
  auto until = wall_clock::now() + 6s;
  while (wall_clock::now() < until) {
    most = std::max(most, resident_kilobytes(target.process().pid()));
    auto token = token_of(target.ask("lock payroll 0 0"));
    CHECK(token > 0);
    CHECK(target.ask("unlock payroll " + std::to_string(token)) == "released");
    std::this_thread::sleep_for(100ms);
  }
  stop = true;
  for (auto& t : askers) t.join();
  CHECK(heard > 100'000); // they were answered all the same
  CHECK(all.status(other).at("control").at("term") == term);
  CHECK(all.leader({"a", "b", "c"}) == leader);
  CHECK(most < memory + 16 * answer_kilobytes + 16 * 1024);
}
