// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/free_endpoint.hpp"

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/frames.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/asio_transport.hpp>
#include <ringleader/drivers/net/client.hpp>
#include <ringleader/drivers/net/port_law.hpp>
#include <ringleader/registry/commands.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// Starts a node that wants to join through `seed`, with time enough to be refused on a busy host.
std::unique_ptr<child_process> start_stranger(const cluster& all, const test_node& seed,
                                              const std::string& name,
                                              const command_line& credentials) {
  command_line command{RINGLEADER_PROCESS_NODE,    "--name",         name, "--listen",
                       to_string(free_endpoint()), "--partitions",   "64", "--seeds",
                       to_string(seed.at()),       "--join-timeout", "8s"};
  command.insert(command.end(), credentials.begin(), credentials.end());
  return std::make_unique<child_process>(command, all.place() / (name + ".log"));
}

/// A node with a certificate of its own that says to others what it likes.
class liar final : public transport_sink {
public:
  liar(const std::string& name, store_id store, const net::tls_files& files) {
    net::transport_options options;
    options.name = name;
    options.cluster_name = "ringleader";
    options.store = store;
    options.boot = boot_id{store.value};
    options.tls = files;
    options.listen = {"127.0.0.1", 0};
    wire_ = std::make_unique<net::asio_transport>(std::move(options));
    REQUIRE(wire_->start(*this));
  }
  ~liar() override { wire_->stop(); }

  /// The store of the node there, once it is up.
  store_id meet(const endpoint& at) {
    wire_->link(at);
    std::unique_lock<std::mutex> hold{mutex_};
    REQUIRE(changed_.wait_for(hold, 20s, [&] { return peers_.count(to_string(at)) != 0; }));
    return peers_[to_string(at)];
  }

  template <class Message> void say(store_id to, channel on, const Message& what) {
    REQUIRE(wire_->send(to, lane::system, {static_cast<std::uint8_t>(on), encode(what)}) ==
            errc::none);
  }

  /// A leave and a few renewals in the name of that session.
  void speak_for(session_id session, store_id leader) {
    registry::proposer from{session, stream_id{1u << 30}, sequence{1}, sequence{1}};
    registry::envelope leaves{from, registry::leave{}};
    say(leader, channel::proposal, wire::forwarded{{encode(leaves)}});
    for (std::uint64_t id = 1; id <= 5; ++id)
      say(leader, channel::session, wire::renewal{false, session, id});
  }

  std::size_t renewals_answered() {
    std::lock_guard<std::mutex> hold{mutex_};
    return renewals_answered_;
  }

private:
  void on_peer_up(const peer_info& peer) override {
    std::lock_guard<std::mutex> hold{mutex_};
    peers_[to_string(peer.advertise)] = peer.store;
    changed_.notify_all();
  }
  void on_peer_down(const peer_info&) override {}
  void on_frames(const peer_info&, lane, std::vector<frame> frames) override {
    std::lock_guard<std::mutex> hold{mutex_};
    for (auto& f : frames)
      renewals_answered_ += f.channel == static_cast<std::uint8_t>(channel::session) ? 1 : 0;
  }
  void on_trouble(const failure&) override {}

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, store_id> peers_; // by where they listen
  std::size_t renewals_answered_ = 0;
  std::unique_ptr<net::asio_transport> wire_;
};

/// The session of a member, as a node of the cluster says.
std::uint64_t session_of(cluster& all, const std::string& name) {
  auto seen = all.status(all["a"]);
  for (auto& member : seen.at("members"))
    if (member.at("name") == name) return member.at("session");
  return 0;
}

/// No session ends while four more processes start beside the cluster's.
void take_time(test_node& node) {
  const std::map<std::string, std::string> values{{"--heartbeat", "500ms"},
                                                  {"--election-timeout", "2s"},
                                                  {"--session-ttl", "20s"},
                                                  {"--lease-margin", "1s"}};
  auto& options = node.options;
  for (auto& [name, value] : values) {
    auto at = std::find(options.begin(), options.end(), name);
    REQUIRE(at != options.end());
    *std::next(at) = value;
  }
}

} // namespace

TEST_CASE("nodes with certificates form a cluster, and it refuses all who have none for their name",
          "[tls]") {
  certificate_authority prod, other;
  cluster all{3, &prod};
  for (auto name : {"a", "b", "c"}) take_time(all[name]);
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 60s)); // or partitions move between the two rounds below
  for (int i = 0; i < 6; ++i) REQUIRE(all["a"].ask("ask " + key(i) + " 1") == "value 1");

  auto tls = [](const net::tls_files& files) { return cluster::tls_options(files); };
  std::map<std::string, std::unique_ptr<child_process>> strangers;
  auto start = [&](const std::string& name, const command_line& credentials) {
    strangers[name] = start_stranger(all, all["a"], name, credentials);
  };
  start("bare", {});
  start("foreign", tls(other.issue("ringleader:ringleader/node/foreign")));
  start("misnamed", tls(prod.issue("ringleader:ringleader/node/somebody")));
  start("client", tls(prod.issue("ringleader:ringleader/client/client")));
  for (auto& [name, process] : strangers) {
    INFO(name << ": " << read_text(all.place() / (name + ".log")));
    auto end = process->wait_exit(40s);
    REQUIRE(end);
    CHECK(*end == exit_with(1));
    CHECK_THAT(read_text(all.place() / (name + ".log")), Contains("could not join within 8s"));
  }
  for (std::string name : {"misnamed", "client"})
    CHECK_THAT(read_text(all.place() / (name + ".log")),
               Contains("must carry the SAN URI 'ringleader:ringleader/node/" + name + "'"));

  CHECK(all.settled({"a", "b", "c"}, 30s));
  for (int i = 0; i < 6; ++i) CHECK(all["b"].ask("ask " + key(i) + " 1") == "value 2");
  // Who has a certificate for its name is let in all the same.
  auto& late = all.add_joiner("d");
  take_time(late);
  late.start();
  CHECK(all.settled({"a", "b", "c", "d"}, 40s));
}

TEST_CASE("a node with a certificate of its own cannot speak for another node's session", "[tls]") {
  certificate_authority prod;
  cluster all{3, &prod};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto leader = *all.leader({"a", "b", "c"});
  auto victim = std::string{leader == "b" ? "c" : "b"};
  auto session = session_of(all, victim);
  REQUIRE(session != 0);
  {
    liar stranger{"d", store_id{0xd0}, prod.issue("ringleader:ringleader/node/d")};
    auto to = stranger.meet(all[leader].at());
    stranger.speak_for(session_id{session}, to);
    REQUIRE(
      eventually(10s, [&] { return all[leader].logged("other nodes sent what no node should"); }));
    CHECK(all.settled({"a", "b", "c"}, 5s));
    CHECK(session_of(all, victim) == session);
    CHECK(stranger.renewals_answered() == 0);
  }
  CHECK(all[victim].ask("ask " + key(1) + " 1") == "value 1");
}

TEST_CASE("a client's certificate reads, and what it may not ask ends its connection", "[tls]") {
  certificate_authority prod;
  cluster all{1, &prod};
  all.start_all();
  auto& node = all["a"];
  REQUIRE(all.settled({"a"}, 30s));
  auto ask = [&](peer_role role, const std::string& question) {
    auto uri = "ringleader:ringleader/" + net::to_string(role) + "/watcher";
    net::client_identity who{"ringleader", "watcher", prod.issue(uri), role};
    auto answer = net::call(who, node.at(), static_cast<std::uint8_t>(channel::admin),
                            encode(wire::admin_request{question}), 20s);
    return answer ? to_text(*answer) : to_string(answer.error());
  };
  auto violations = [&] { return all.status(node)["port"]["violations"].get<int>(); };
  auto level = ask(peer_role::admin, "log-level info");
  REQUIRE_THAT(level, Contains("log_level"));
  int refused = 0;
  for (auto& each : net::question_kinds) {
    std::string question{each.verb};
    if (question == "lock" || question == "election") question += " payroll";
    if (question == "log-level") question += " trace";
    if (question == "force-release") question += R"( {"name": "x", "token": 1, "reason": "y"})";
    INFO(question);
    auto answer = ask(peer_role::client, question);
    if (each.reads) {
      CHECK(answer.find("may not ask") == std::string::npos);
      CHECK(nlohmann::json::parse(answer, nullptr, false).is_object());
    } else {
      CHECK_THAT(answer, Contains("a client may not ask '" + std::string(each.verb) + "'"));
      CHECK(violations() == ++refused);
    }
  }
  CHECK_THAT(ask(peer_role::client, "shut-down"), Contains("may not ask"));
  CHECK_THAT(ask(peer_role::admin, "shut-down"), Contains("unknown question"));
  CHECK(violations() == refused + 1);
  CHECK(node.logged("broke the law of the port"));
  CHECK(all.settled({"a"}, 5s)); // it was not made to leave
}
