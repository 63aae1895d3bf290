// SPDX-License-Identifier: BSD-3-Clause
// Fills the bounds of a running node, the control leader of three, and prints the longest that its
// control plane was late for a deadline meanwhile (`late_max_us` of its status). Fails where that
// is 50 ms, the length of a heartbeat, or more. Each on a cluster of its own; the two followers run
// in one other process.
#include "../../processes/support/free_endpoint.hpp"
#include "../other_process.hpp"
#include "fills.hpp"

#include <ringleader/actors/cli/asking.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <thread>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s;
constexpr double heartbeat_ms = 50;

node_options options_of(const std::string& name, const endpoint& listen) {
  node_options wanted;
  wanted.name = name;
  wanted.cluster = "bounds";
  wanted.listen = listen;
  wanted.session_ttl = 20s;
  wanted.lease_margin = 1s;
  log::settings quiet;
  quiet.at.of.fill(log::level::error);
  if (!log::configure(quiet)) bench::give_up("log");
  return wanted;
}

/// b and c, in one process, with the entities that never answer.
void follow(const endpoint& leader, const bench::other_process::announce& ready) {
  system_config cfg{1};
  cfg.add_types<full::types>();
  caf::actor_system sys{cfg};
  std::vector<node> nodes;
  for (auto* name : {"b", "c"}) {
    auto wanted = options_of(name, {"127.0.0.1", 0});
    wanted.seeds = {leader};
    auto one = node::start(sys, wanted);
    if (!one) bench::give_up("a follower");
    nodes.push_back(std::move(*one));
  }
  ready(1); // the leader is started when this is known
  for (auto& one : nodes) {
    if (!one.wait_until_up(patience)) bench::give_up("a follower is not up");
    one.host<full::silent_actor>(full::silent);
  }
  pause();
}

double late_ms(const node& who) {
  auto asked = options_of("a", who.listens_at());
  auto said = question(asked, "status");
  if (!said) bench::give_up("no status");
  auto all = nlohmann::json::parse(*said);
  return all.at("control").at("late_max_us").get<double>() / 1000;
}

/// Three voters, and partitions that stay where they are.
void wait_for_trio(const node& who) {
  auto asked = options_of("a", who.listens_at());
  for (auto until = std::chrono::steady_clock::now() + patience;;) {
    auto said = question(asked, "status");
    if (said) {
      auto all = nlohmann::json::parse(*said);
      if (all.at("control").at("voters").size() == 3 && all.at("partitions").at("balanced")) return;
    }
    if (std::chrono::steady_clock::now() > until) bench::give_up("three voters");
    std::this_thread::sleep_for(50ms);
  }
}

/// What a fill left in the log is gone.
void wait_for_nothing(const node& who) {
  auto asked = options_of("a", who.listens_at());
  for (auto until = std::chrono::steady_clock::now() + patience;;) {
    if (auto said = question(asked, "status")) {
      auto all = nlohmann::json::parse(*said);
      if (all.at("lock_names") == 0 && all.at("election_names") == 0) return;
    }
    if (std::chrono::steady_clock::now() > until) bench::give_up("what a fill left");
    std::this_thread::sleep_for(50ms);
  }
}

bool fill(const full::fill& what) {
  auto at = free_endpoint();
  bench::other_process followers{[&](const auto& ready) { follow(at, ready); }};
  system_config cfg{0};
  cfg.add_types<full::types>();
  caf::actor_system sys{cfg};
  auto leader = node::start(sys, options_of("a", at));
  if (!leader || !leader->wait_until_up(patience)) bench::give_up("the leader");
  leader->host<full::silent_actor>(full::silent);
  wait_for_trio(*leader);
  auto before = late_ms(*leader);
  auto filled = what.run(*leader);
  wait_for_nothing(*leader);
  auto late = late_ms(*leader);
  auto good = late < heartbeat_ms;
  std::printf("%-44s filled=%-7zu late_ms=%.1f before_ms=%.1f%s\n", what.name, filled, late, before,
              good ? "" : "  TOO LATE");
  std::fflush(stdout);
  leader->stop();
  return good;
}

} // namespace

int main(int argc, char** argv) {
  auto good = true;
  for (auto& one : full::all_fills())
    if (argc < 2 || std::string{one.name}.find(argv[1]) != std::string::npos)
      good = fill(one) && good;
  return good ? 0 : 1;
}
